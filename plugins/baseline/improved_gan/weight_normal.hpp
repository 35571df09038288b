#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <assay/plugin.hpp>

namespace assay::baseline_improved_gan {

/// What a layer is for: output layers train the scale of their weights, hidden ones leave it as `WeightNormal::start` has set it. That gives a small
/// output, the last layer of convolutional networks, a tenth of what it gives others.
enum class Role { hidden, output, small_output };

/// A linear map or a convolution with weights g v / ‖v‖, one scale g and one norm per output unit, and a bias (Salimans and Kingma 2016, eq. 2).
class WeightNormal final : public torch::nn::Module {
 public:
  /// [B, in] → [B, out]. The directions v are drawn from N(0, deviation²); g is 1, the bias 0.
  WeightNormal(std::int64_t in, std::int64_t out, Role role, double deviation, assay::Stream& stream);
  /// [B, in, H, W] → [B, out, H', W'].
  WeightNormal(const assay::Convolution::Shape& shape, Role role, double deviation, assay::Stream& stream);

  [[nodiscard]] Tensor forward(const Tensor& x) const;
  /// Sets g and the bias so that what each unit gives for x has mean 0 and root mean square 1, or 0.1 in a small output, over the batch and the
  /// places of a map (eq. 5 and 6 there). Returns it.
  Tensor start(const Tensor& x);

 private:
  WeightNormal(const std::vector<std::int64_t>& weight_shape, const std::optional<assay::Convolution::Shape>& convolution, Role role,
               double deviation, assay::Stream& stream);
  [[nodiscard]] Tensor weight() const;

  std::optional<assay::Convolution::Shape> convolution_;
  double started_rms_;
  std::vector<std::int64_t> inputs_;  ///< the axes of the weight that a unit sums over
  Tensor direction_;
  Tensor scale_;  ///< [out]
  Tensor bias_;   ///< [out]
};

}  // namespace assay::baseline_improved_gan
