#include "mixture.hpp"

#include <algorithm>
#include <limits>

namespace assay::baseline_gmm {

std::int64_t Mixture::free_parameters() const {
  const std::int64_t of_spread = full() ? dimensions() * (dimensions() + 1) / 2 : dimensions();
  return components() - 1 + components() * (dimensions() + of_spread);
}

std::unique_ptr<Gaussians> make_gaussians(const Mixture& mixture) {
  return mixture.full() ? make_full_gaussians(mixture) : make_diagonal_gaussians(mixture);
}

TrialError not_positive_definite(std::int64_t component) {
  return TrialError({"gmm.not-positive-definite",
                     "the covariance of component " + std::to_string(component) + " is not positive definite",
                     {},
                     "raise 'regularisation', or use fewer 'clusters'",
                     {}});
}

Tensor padded_counts(const Tensor& sums) { return sums + 10.0 * std::numeric_limits<double>::epsilon(); }

std::int64_t block_rows(const Mixture& mixture) {
  constexpr std::int64_t numbers_per_block = 1 << 16;  // half a megabyte
  const std::int64_t width = mixture.full() ? mixture.components() * (mixture.dimensions() + 1) : mixture.dimensions();
  return std::clamp<std::int64_t>(numbers_per_block / width, 64, 1024);
}

Posterior posterior(const Tensor& joint) {
  const Tensor largest = joint.amax(0, /*keepdim=*/true);
  Tensor shares = (joint - largest).exp_();
  const Tensor sums = shares.sum(0, /*keepdim=*/true);
  return {shares.div_(sums), (largest + sums.log()).squeeze(0)};
}

}  // namespace assay::baseline_gmm
