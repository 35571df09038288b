#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "support/plugin_inputs.hpp"

namespace test_support {

/// Samples whose clusters are known.
struct Planted {
  Tensor x;       ///< [N, D], of mean 0 and variance 1 over all
  Tensor labels;  ///< int64 [N]
};

/// Four Gaussians of σ = 0.5 around (±4, ±4), seen through a fixed random network of 32 tanh units in `dimensions` dimensions.
inline Planted planted_mixture(std::int64_t count, std::int64_t dimensions = 64) {
  assay::Stream random = stream(5);
  const Tensor labels = torch::arange(count).remainder(4);
  const Tensor centres = torch::tensor({-4.0F, -4.0F, -4.0F, 4.0F, 4.0F, -4.0F, 4.0F, 4.0F}).view({4, 2});
  const Tensor points = centres.index_select(0, labels) + 0.5 * random.normal({count, 2});
  const Tensor hidden = torch::tanh(points.mm(random.normal({2, 32})) / 4.0 + random.normal({32}));
  const Tensor values = hidden.mm(random.normal({32, dimensions}));
  return {(values - values.mean()) / values.std(), labels};
}

inline assay::DatasetInfo planted_info(const Planted& planted) {
  assay::DatasetInfo info = vectors(planted.x.size(1));
  info.count = planted.x.size(0);
  info.lowest = info.highest = 0.0;  // unbounded
  return info;
}

/// Share of samples that agree with the labels under the best one-to-one naming of the clusters; by trying all, so K must be small.
inline double accuracy(const Tensor& labels, const Tensor& clusters) {
  const std::int64_t k = std::max(labels.max().item<std::int64_t>(), clusters.max().item<std::int64_t>()) + 1;
  const Tensor table = torch::zeros({k * k}).index_add_(0, labels * k + clusters, torch::ones({labels.size(0)}));
  std::vector<std::int64_t> naming(static_cast<std::size_t>(k));
  std::iota(naming.begin(), naming.end(), 0);
  double best = 0.0;
  do {
    double hits = 0.0;
    for (std::int64_t i = 0; i < k; ++i) hits += table[i * k + naming[static_cast<std::size_t>(i)]].item<double>();
    best = std::max(best, hits);
  } while (std::next_permutation(naming.begin(), naming.end()));
  return best / static_cast<double>(labels.size(0));
}

}  // namespace test_support
