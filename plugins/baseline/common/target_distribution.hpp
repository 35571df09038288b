#pragma once

#include <assay/plugin.hpp>

namespace baselines {

using assay::Tensor;

/// Soft assignments with Student's t kernel (Xie et al. 2016, equation 1): z [B, F], centres [K, F] → q [B, K], rows sum to 1.
/// q_ij ∝ (1 + ‖z_i − μ_j‖²/α)^{−(α+1)/2}.
Tensor student_t_assignments(const Tensor& z, const Tensor& centres, double alpha);

/// The target of self-training (equation 3): p_ij ∝ q_ij² / f_j with f_j = Σ_i q_ij over all rows of q [N, K].
Tensor target_distribution(const Tensor& q);

/// KL(P‖Q), summed over clusters, mean over rows; both clamped at 1e-7. No gradient flows into p.
Tensor clustering_loss(const Tensor& p, const Tensor& q);

}  // namespace baselines
