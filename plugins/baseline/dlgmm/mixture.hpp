#pragma once

#include <assay/plugin.hpp>

#include "../common/variational_networks.hpp"

namespace assay::baseline_dlgmm {

/// q(z | x) of a batch: a mixture of K diagonal Gaussians for each sample.
struct Mixture {
  Tensor log_weights;              ///< [B, K]
  baselines::Gaussian components;  ///< [B, K, d]

  /// ln Σ_j π_j N_j(z_k) of every k: [B, K, d] → [B, K].
  [[nodiscard]] Tensor log_density(const Tensor& z) const {
    const Tensor each = gaussian_log_density(z.unsqueeze(2), components.mean.unsqueeze(1), components.log_variance.unsqueeze(1));
    return torch::logsumexp(each + log_weights.unsqueeze(1), 2);
  }
  /// Σ_k π_k v_k: [B, K] → [B].
  [[nodiscard]] Tensor average(const Tensor& values) const { return (log_weights.exp() * values).sum(1); }
};

}  // namespace assay::baseline_dlgmm
