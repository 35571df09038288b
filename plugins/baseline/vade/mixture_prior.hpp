#pragma once

#include <assay/plugin.hpp>

namespace assay::baseline_vade {

/// p(z) = Σ_c π_c N(μ_c, diag σ²_c) with trained parameters: logits of π and ln σ²_c, so that neither needs a constraint.
class MixturePrior final : public torch::nn::Module {
 public:
  MixturePrior(std::int64_t clusters, std::int64_t width);

  /// Sets the parameters from the result of a clusterer: "weights" [K], "means" [K, d] and "variances" [K, d] or "covariances" [K, d, d], whose
  /// diagonals are taken, or "centres" [K, d] alone, which are then means of variance 1. Throws SpecError "vade.init-does-not-fit" for anything else.
  void set(const StateDict& clustering, bool use_weights);

  /// ln π_c, [K].
  [[nodiscard]] Tensor log_weights() const { return torch::log_softmax(logits_, 0); }
  /// μ_c, [K, d].
  [[nodiscard]] const Tensor& means() const { return means_; }
  /// ln σ²_c, [K, d].
  [[nodiscard]] Tensor log_variances() const;
  /// Variance within the components, Σ_c π_c σ²_c, [d].
  [[nodiscard]] Tensor within_variance() const;
  /// ln γ_c = ln p(c | z), [B, d] → [B, K].
  [[nodiscard]] Tensor log_responsibilities(const Tensor& z) const;

  /// Σ_c γ_c KL(N(μ̃, σ̃²) ‖ N(μ_c, σ²_c)), [B]: the second and third term of VaDE's loss (Jiang et al. 2017, eq. 12).
  [[nodiscard]] Tensor conditional_kl(const Tensor& mean, const Tensor& log_variance, const Tensor& log_responsibility) const;
  /// KL(γ ‖ π), [B].
  [[nodiscard]] Tensor category_kl(const Tensor& log_responsibility) const;

 private:
  Tensor logits_;
  Tensor means_;
  Tensor log_variances_;
};

}  // namespace assay::baseline_vade
