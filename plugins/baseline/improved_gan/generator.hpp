#pragma once

#include <memory>

#include "gan_options.hpp"
#include "weight_normal.hpp"

namespace assay::baseline_improved_gan {

/// Makes samples of noise. Hidden layers have batch normalisation with a shift and no gain before their activation; the output layer is
/// weight-normalised, and what it gives is brought into the range of the data, if they have one.
///
/// dense (for MNIST): softplus units, and a logistic function at the end. conv (for SVHN and CIFAR-10, in multiples of `generator_channels`): a
/// linear layer to a map of 4 with an eighth of the image's sides, transposed convolutions 5×5 of stride 2 to 2, 1 and the image; ReLUs, and tanh at
/// the end.
class Generator : public torch::nn::Module {
 public:
  /// Noise in [0, 1) [B, noise_dim] → samples [B, D]. In training mode the batch is normalised by its own statistics.
  [[nodiscard]] Tensor forward(const Tensor& noise) const;
  /// conv: starts the output layer from this noise; see WeightNormal::start. dense: its weights begin with norm 1, as in its authors' program.
  virtual void start(const Tensor& noise);

 protected:
  explicit Generator(const assay::DatasetInfo& data);
  /// The last layer, after the hidden ones have been made.
  void add_output(const std::shared_ptr<WeightNormal>& layer);
  [[nodiscard]] virtual Tensor hidden(const Tensor& noise) const = 0;
  /// Brings what the output layer gives into [-1, 1].
  [[nodiscard]] virtual Tensor squashed(const Tensor& output) const = 0;

 private:
  double middle_;
  double half_range_;  ///< 0: unbounded
  std::shared_ptr<WeightNormal> output_;
};

/// Of the kind that options and data ask for; see is_convolutional.
std::shared_ptr<Generator> make_generator(const GanOptions& options, const assay::DatasetInfo& data, assay::Stream& init);

}  // namespace assay::baseline_improved_gan
