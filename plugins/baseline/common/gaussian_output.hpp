#pragma once

#include <string>

#include <assay/plugin.hpp>

namespace baselines {

using assay::Tensor;

struct LearnedVarianceOptions {
  bool learned_variance = false;

  static constexpr auto fields = assay::fields(assay::field("learned_variance", &LearnedVarianceOptions::learned_variance,
                                                            "of likelihood = \"gaussian\": the decoder gives the variance of each dimension too"));

  /// Throws SpecError "baseline.learned-variance" for a learned variance with another likelihood.
  void check(const std::string& likelihood) const {
    if (!learned_variance || likelihood == "gaussian") return;
    throw assay::SpecError({"baseline.learned-variance", "learned_variance = true is for likelihood = \"gaussian\" alone", {}, {}, {}});
  }
};

/// p(x | code) = N(μ, diag σ²) of which the decoder gives both: output [.., 2D] = (μ, ln σ²), with ln σ² bounded to ±8.
class GaussianOutput {
 public:
  explicit GaussianOutput(std::int64_t dimensions) : dimensions_(dimensions) {}

  [[nodiscard]] std::int64_t width() const { return 2 * dimensions_; }
  /// −ln p(x), constants included: [..].
  [[nodiscard]] Tensor error(const Tensor& x, const Tensor& output) const {
    return -assay::gaussian_log_density(x, mean(output), log_variance(output));
  }
  /// The same over the dimensions that `mask` [D] marks with 1.
  [[nodiscard]] Tensor error(const Tensor& x, const Tensor& output, const Tensor& mask) const {
    const auto one = [](const Tensor& values) { return values.unsqueeze(-1); };  // each dimension a Gaussian of its own
    return -(assay::gaussian_log_density(one(x), one(mean(output)), one(log_variance(output))) * mask).sum(-1);
  }
  [[nodiscard]] Tensor mean(const Tensor& output) const { return output.narrow(-1, 0, dimensions_); }

 private:
  [[nodiscard]] Tensor log_variance(const Tensor& output) const { return output.narrow(-1, dimensions_, dimensions_).clamp(-8.0, 8.0); }

  std::int64_t dimensions_;
};

}  // namespace baselines
