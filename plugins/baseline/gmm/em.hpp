#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "mixture.hpp"

namespace assay::baseline_gmm {

/// The samples x [N, D] as rows in double precision less `origin` [D]; the whole is never copied.
struct Samples {
  Tensor x;       ///< on the CPU, of any floating type
  Tensor origin;  ///< float64

  [[nodiscard]] std::int64_t count() const { return x.size(0); }
  [[nodiscard]] Tensor rows(std::int64_t begin, std::int64_t rows) const { return x.narrow(0, begin, rows).to(torch::kFloat64) - origin; }
};

struct EmLimits {
  std::int64_t max_iterations = 100;
  double tolerance = 1e-3;  ///< on the gain of the mean log-likelihood, nats per sample
  double floor = 1e-6;      ///< added to every variance
};

struct EmResult {
  Mixture mixture;              ///< in the coordinates of `Samples::rows`
  double log_likelihood = 0.0;  ///< of `mixture`, mean over the samples, nats
  std::int64_t iterations = 0;  ///< M steps
  std::int64_t reseeded = 0;    ///< components that were re-seeded
};

/// Told the mean log-likelihood of the mixture at the start of each iteration, and of the last one.
using OnIteration = std::function<void(double log_likelihood)>;

/// One pass over the samples: the E step of `gaussians`, whose moments are gathered on the way.
struct EStep {
  Tensor log_density;           ///< ln p(x_i), [N]
  double log_likelihood = 0.0;  ///< its mean
  double expected_joint = 0.0;  ///< mean over the samples of Σ_k r ln(π_k N(x; μ_k, Σ_k))
};
EStep e_step(const Samples& samples, Gaussians& gaussians, std::int64_t block);

/// The mixture that hard assignments to `clusters` make: its M step with responsibilities 0 and 1. `means` [K, D] are the clusters' centres.
Mixture mixture_of_clusters(const Samples& samples, const std::vector<std::int64_t>& clusters, const Tensor& means, bool full, double floor);

/// Puts each component of fewer than one sample on a sample of least density, with the mean spread of the others and weight 1/K.
/// Returns how many there were.
std::int64_t reseed(Update& update, const Samples& samples, const Tensor& log_density);

/// Throws TrialError "gmm.likelihood-fell" when the mean log-likelihood went from `before` to `after` with less gain than `promised`, beyond
/// a relative rounding of 1e-9.
void require_gain(double before, double after, double promised);

/// Expectation maximisation (Dempster, Laird and Rubin 1977) until the gain is below the tolerance. Of the last two mixtures the likelier is kept.
///
/// Every gain must be at least what the M step promises, which without a floor is never below 0 (a floor can cost likelihood: it is no part of
/// the M step); see `require_gain`.
EmResult em(const Samples& samples, Mixture start, const EmLimits& limits, const OnIteration& on_iteration);

}  // namespace assay::baseline_gmm
