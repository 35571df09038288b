#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "gan_options.hpp"
#include "weight_normal.hpp"

namespace assay::baseline_improved_gan {

/// A classifier with K logits, to which the logit 0 of "generated" is added in thought. All layers are weight-normalised.
///
/// dense (for MNIST): Gaussian noise of 0.3 on the input, hidden layers with ReLU and noise of 0.5 after each. Its features are the last hidden
/// layer's, before the noise. conv (for SVHN and CIFAR-10, in multiples of `channels`): dropout 0.2, convolutions 3×3 of 1, 1, 1 (stride 2), dropout
/// 0.5, 2, 2, 2 (stride 2), dropout 0.5, 2 (3×3, unpadded), 2 (1×1), 2 (1×1), leaky ReLUs of slope 0.2; its features are the means over the last map.
class Discriminator : public torch::nn::Module {
 public:
  /// What is made of a batch.
  struct Output {
    Tensor features;  ///< [B, F], what the generator is to match
    Tensor logits;    ///< [B, K]
  };
  /// How a layer is applied to its input.
  using Pass = std::function<Tensor(WeightNormal& layer, const Tensor& input)>;

  /// x [B, D]. `noise`: of noise and dropout; nullptr: without them, for evaluation.
  [[nodiscard]] Output forward(const Tensor& x, assay::Stream* noise) const;
  [[nodiscard]] Tensor features(const Tensor& x, assay::Stream* noise) const;
  /// Layer by layer as in `forward`, each applied by `pass`.
  [[nodiscard]] Output run(const Tensor& x, assay::Stream* noise, const Pass& pass) const;
  /// Starts all layers from these samples; see WeightNormal::start.
  void start(const Tensor& x, assay::Stream& noise) const;

 protected:
  Discriminator() = default;
  /// The last layer, after the hidden ones have been made.
  void add_output(const GanOptions& options, const assay::DatasetInfo& data, Role role, double deviation, assay::Stream& init);
  [[nodiscard]] virtual Tensor hidden(const Tensor& x, assay::Stream* noise, const Pass& pass) const = 0;
  /// Features as the last layer reads them.
  [[nodiscard]] virtual Tensor disturbed(const Tensor& features, assay::Stream* noise) const = 0;

 private:
  std::shared_ptr<WeightNormal> output_;
};

/// Of the kind that options and data ask for; see is_convolutional.
std::shared_ptr<Discriminator> make_discriminator(const GanOptions& options, const assay::DatasetInfo& data, assay::Stream& init);

}  // namespace assay::baseline_improved_gan
