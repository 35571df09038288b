#pragma once

#include <cstdint>

#include <assay/plugin.hpp>

namespace assay::baseline_dlgmm {

/// Kumaraswamy(a, b) has the density a b v^(a−1) (1 − v^a)^(b−1) on [0, 1].
struct Kumaraswamy {
  Tensor a;
  Tensor b;

  /// (1 − u^(1/b))^(1/a) of uniform numbers u: a draw that gradients pass through, kept inside (0, 1).
  [[nodiscard]] Tensor sample(const Tensor& uniform) const;
  /// b B(1 + 1/a, b).
  [[nodiscard]] Tensor mean() const;
  /// KL(Kumaraswamy(a, b) ‖ Beta(1, concentration)), in nats (Nalisnick and Smyth 2017, eq. 8; its series is cut after a hundred terms).
  [[nodiscard]] Tensor kl(double concentration) const;
};

/// Logarithms of the weights π_1 = v_1, π_k = v_k Π_{j<k} (1 − v_j), and of the rest: [B, K−1] inside (0, 1) → [B, K].
Tensor log_stick_weights(const Tensor& sticks);

}  // namespace assay::baseline_dlgmm
