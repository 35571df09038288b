#pragma once

#include <string>

#include <assay/plugin.hpp>

namespace assay::baseline_tsvm {

/// φ: the samples themselves, or random Fourier features (Rahimi and Recht 2007), √(2/D) cos(W x + b) with W ~ N(0, 2γ) and b ~ U[0, 2π), whose
/// inner products approach the kernel exp(−γ‖x − x′‖²). On the CPU in float64, where the machine works.
class FeatureMap {
 public:
  FeatureMap() = default;
  /// The samples themselves.
  static FeatureMap linear() { return {}; }
  /// γ = width / (2 Σ_j var_j) of the dimensions of x [N, d].
  static FeatureMap random(const Tensor& x, std::int64_t count, double width, Stream& draws);

  /// [B, d] → [B, D].
  [[nodiscard]] Tensor operator()(const Tensor& x) const;
  void save(StateDict& state) const;
  void restore(const StateDict& state);

 private:
  Tensor directions_;  ///< [d, D], or undefined
  Tensor phases_;      ///< [D]
};

}  // namespace assay::baseline_tsvm
