#pragma once

#include <assay/plugin.hpp>

namespace assay::baseline_m2 {

/// p(x | y, z) = N(μ, diag σ²) of which the decoder gives both: output [B, 2D] = (μ, ln σ²), with ln σ² bounded to ±8.
class GaussianOutput {
 public:
  explicit GaussianOutput(std::int64_t dimensions) : dimensions_(dimensions) {}

  [[nodiscard]] std::int64_t width() const { return 2 * dimensions_; }
  /// −ln p(x) over the dimensions that `mask` [D] marks with 1, constants included: [B].
  [[nodiscard]] Tensor error(const Tensor& x, const Tensor& output, const Tensor& mask) const {
    const auto one = [](const Tensor& values) { return values.unsqueeze(-1); };  // each dimension a Gaussian of its own
    return -(assay::gaussian_log_density(one(x), one(mean(output)), one(log_variance(output))) * mask).sum(-1);
  }
  [[nodiscard]] Tensor mean(const Tensor& output) const { return output.narrow(1, 0, dimensions_); }

 private:
  [[nodiscard]] Tensor log_variance(const Tensor& output) const { return output.narrow(1, dimensions_, dimensions_).clamp(-8.0, 8.0); }

  std::int64_t dimensions_;
};

}  // namespace assay::baseline_m2
