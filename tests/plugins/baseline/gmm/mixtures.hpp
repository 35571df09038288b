#pragma once

#include <cmath>
#include <vector>

#include "em.hpp"
#include "mixture.hpp"
#include "support/plugin_inputs.hpp"

/// Mixtures, samples and definitions for the tests of the Gaussian mixture.
namespace gmm_tests {

using namespace test_support;
using namespace assay::baseline_gmm;

inline Tensor numbers(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }
inline Tensor column(const std::vector<double>& values) { return numbers(values).unsqueeze(1); }
inline double entry(const Tensor& tensor, std::int64_t i) { return tensor.view(-1)[i].item<double>(); }

inline Samples as_they_are(const Tensor& x) { return {x, torch::zeros({x.size(1)}, torch::kFloat64)}; }

/// The mixture of the method document: one dimension, equal weights, μ = (0, 4), σ² = 1.
inline Mixture two_on_a_line(bool full) {
  const Tensor ones = torch::ones({2, 1}, torch::kFloat64);
  return {numbers({0.5, 0.5}), column({0.0, 4.0}), full ? ones.unsqueeze(2) : ones};
}

/// K components with random means and full covariances in D dimensions.
inline Mixture random_mixture(std::int64_t components, std::int64_t dimensions, bool full, std::uint64_t seed) {
  assay::Stream random = stream(seed);
  const Tensor weights = random.uniform({components}, 0.2, 1.0).to(torch::kFloat64);
  const Tensor means = 2.0 * random.normal({components, dimensions}).to(torch::kFloat64);
  const Tensor roots = random.normal({components, dimensions, dimensions}).to(torch::kFloat64);
  const Tensor spread = full ? roots.bmm(roots.transpose(1, 2)) + 0.1 * torch::eye(dimensions, torch::kFloat64)
                             : random.uniform({components, dimensions}, 0.1, 2.0).to(torch::kFloat64);
  return {weights / weights.sum(), means, spread};
}

/// ln π_k + ln N(x; μ_k, Σ_k) by the definition, with explicit inverses: [K, N].
inline Tensor joint_by_definition(const Mixture& mixture, const Tensor& x) {
  std::vector<Tensor> rows;
  for (std::int64_t k = 0; k < mixture.components(); ++k) {
    const Tensor covariance = mixture.full() ? mixture.spread[k] : mixture.spread[k].diag();
    const Tensor difference = x.to(torch::kFloat64) - mixture.means[k];
    const Tensor distance = (difference.mm(covariance.inverse()) * difference).sum(1);
    const double volume = static_cast<double>(mixture.dimensions()) * std::log(2.0 * std::acos(-1.0)) + covariance.det().log().item<double>();
    rows.push_back(std::log(entry(mixture.weights, k)) - 0.5 * (distance + volume));
  }
  return torch::stack(rows);
}

/// Clusters with covariances of their own.
inline Tensor planted(std::int64_t count, std::int64_t clusters, std::int64_t dimensions, std::uint64_t seed) {
  const Mixture mixture = random_mixture(clusters, dimensions, true, seed);
  assay::Stream random = stream(seed + 1);
  const Tensor member = random.uniform({count}).mul_(static_cast<double>(clusters)).to(torch::kInt64).clamp_max(clusters - 1);
  const Tensor roots = torch::linalg_cholesky(mixture.spread).index_select(0, member).to(torch::kFloat32);
  const Tensor noise = random.normal({count, dimensions, 1});
  return 3.0 * mixture.means.index_select(0, member).to(torch::kFloat32) + roots.bmm(noise).squeeze(2);
}

}  // namespace gmm_tests
