#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <assay/plugin.hpp>

namespace assay::baseline_gmm {

inline constexpr double ln_two_pi = 1.8378770664093454836;

/// The parameters of a mixture of K Gaussians in D dimensions, all float64.
struct Mixture {
  Tensor weights;  ///< π [K], sums to 1
  Tensor means;    ///< μ [K, D]
  Tensor spread;   ///< Σ [K, D, D] when full, σ² [K, D] when diagonal

  [[nodiscard]] bool full() const { return spread.dim() == 3; }
  [[nodiscard]] std::int64_t components() const { return means.size(0); }
  [[nodiscard]] std::int64_t dimensions() const { return means.size(1); }
  /// Numbers that are free to choose: K − 1 weights, means, and the distinct entries of the covariances.
  [[nodiscard]] std::int64_t free_parameters() const;
};

/// What the M step makes of the moments.
struct Update {
  Mixture mixture;
  Tensor counts;  ///< N_k [K]
};

/// A mixture made ready for its densities, which gathers the moments of the next one.
///
/// Moments are taken of samples less the old mean (and whitened, when full): none is a difference of large numbers.
class Gaussians {
 public:
  Gaussians(const Gaussians&) = delete;
  Gaussians& operator=(const Gaussians&) = delete;
  virtual ~Gaussians() = default;

  /// ln π_k + ln N(x_i; μ_k, Σ_k) as [K, B] of rows x [B, D], float64 and contiguous.
  virtual Tensor joint(const Tensor& rows) = 0;
  /// Adds the rows of the last `joint` to the moments, with weights r [K, B].
  virtual void add(const Tensor& responsibilities) = 0;
  /// The M step: N_k = Σ r + 10 ε, π = N_k / N, weighted means and covariances, `floor` added to each variance.
  [[nodiscard]] virtual Update maximise(std::int64_t samples, double floor) const = 0;
  /// Mean over the samples of Σ_k r ln(π_k N(x; μ_k, Σ_k)), where this mixture came of `maximise` with those r and that floor.
  [[nodiscard]] virtual double expected_joint(double floor) const = 0;

 protected:
  Gaussians() = default;
};

/// Throws TrialError "gmm.not-positive-definite" when a covariance has no Cholesky factor.
std::unique_ptr<Gaussians> make_gaussians(const Mixture& mixture);
std::unique_ptr<Gaussians> make_full_gaussians(const Mixture& mixture);
std::unique_ptr<Gaussians> make_diagonal_gaussians(const Mixture& mixture);

TrialError not_positive_definite(std::int64_t component);

/// Σ r of each component with ten roundings on top, which keeps quotients finite.
Tensor padded_counts(const Tensor& sums);

/// Rows to handle at once, so that what a block needs stays in the cache.
std::int64_t block_rows(const Mixture& mixture);

/// Each row's share of the components, [K, B] from `joint`, and ln p(x) [B].
struct Posterior {
  Tensor responsibilities;
  Tensor log_density;
};
Posterior posterior(const Tensor& joint);

}  // namespace assay::baseline_gmm
