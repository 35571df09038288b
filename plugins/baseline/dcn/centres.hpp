#pragma once

#include <vector>

#include <assay/plugin.hpp>

namespace dcn {

using assay::Tensor;

/// The centres of DCN, which follow the codes sample by sample (Yang et al. 2017, equation 8).
class Centres {
 public:
  static constexpr std::int64_t first_count = 100;  ///< what every centre counts for at the beginning

  Centres() = default;
  /// centres [K, F]; every count is `first_count`.
  explicit Centres(const Tensor& centres);

  /// float32 [K, F].
  [[nodiscard]] Tensor values() const { return values_.to(torch::kFloat32); }
  /// The nearest centre of each row of z [B, F], int64 [B]; ties go to the lowest index.
  [[nodiscard]] Tensor nearest(const Tensor& z) const;
  /// Assigns the rows with the centres as they are, then moves the centres one row after the other: n_k += 1, c_k += (z_i − c_k) / n_k.
  /// Returns the assignments.
  Tensor follow(const Tensor& z);
  /// Puts all centres elsewhere; the counts stay.
  void move_to(const Tensor& centres);
  /// Puts centre k elsewhere and lets it count for `first_count` again.
  void reset(std::int64_t k, const Tensor& code);

  [[nodiscard]] const Tensor& counts() const { return counts_; }
  void save(assay::StateDict& state) const;
  void restore(const assay::StateDict& state);

 private:
  Tensor values_;  ///< float64 [K, F] on the CPU
  Tensor counts_;  ///< int64 [K] on the CPU
};

}  // namespace dcn
