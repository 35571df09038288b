#pragma once

#include <memory>

#include "../common/labeled_batches.hpp"
#include "discriminator.hpp"
#include "generator.hpp"
#include "objective.hpp"

namespace assay::baseline_improved_gan {

/// The discriminator and the generator, and what each of them lowers. Gradients of either loss reach the parameters of one network alone.
class Adversaries {
 public:
  Adversaries(const GanOptions& options, const assay::DatasetInfo& data, assay::Stream& init);

  [[nodiscard]] const std::shared_ptr<Discriminator>& discriminator() const { return discriminator_; }
  [[nodiscard]] const std::shared_ptr<Generator>& generator() const { return generator_; }

  /// Starts the weight-normalised layers from samples x [B, D] and from as many draws of the generator's noise.
  void start(const Tensor& x, assay::Stream& noise);
  /// What the discriminator lowers is labeled + w · unlabeled.
  struct DiscriminatorLosses {
    Tensor labeled;
    Tensor unlabeled;
  };
  /// Of labeled samples, unlabeled ones [B, D] and as many generated ones.
  [[nodiscard]] DiscriminatorLosses discriminator_losses(const baselines::LabeledBatch& labeled, const Tensor& unlabeled, assay::Stream& noise) const;
  /// The distance of the mean features of unlabeled samples [B, D] and of as many generated ones.
  [[nodiscard]] Tensor generator_loss(const Tensor& unlabeled, assay::Stream& noise) const;

 private:
  [[nodiscard]] Tensor generated(std::int64_t count, assay::Stream& noise) const;

  std::int64_t noise_dim_;
  Matching matching_;
  std::shared_ptr<Discriminator> discriminator_;
  std::shared_ptr<Generator> generator_;
};

/// The parameters that training changes.
assay::NamedTensors trained_parameters(const torch::nn::Module& module);

}  // namespace assay::baseline_improved_gan
