#include "initial_clusters.hpp"

#include <limits>

#include "../common/clusters.hpp"
#include "../common/lloyd.hpp"
#include "../common/seeding.hpp"

namespace depict {

assay::Tensor kmeans_clusters(const assay::Tensor& codes, std::int64_t clusters, std::int64_t restarts, assay::Stream& stream) {
  const plugin_common::Points points(codes);
  baselines::LloydResult best;
  best.inertia = std::numeric_limits<double>::infinity();
  for (std::int64_t restart = 0; restart < restarts; ++restart) {
    const assay::Tensor start = baselines::seed_centres(points, clusters, baselines::greedy_candidates(clusters), stream);
    auto result = baselines::lloyd(points, start, {}, [](double /*inertia*/) {});
    if (result.inertia < best.inertia) best = result;
  }
  return baselines::nearest_centres(codes, best.centres + points.mean());
}

assay::Tensor mean_directions(const assay::Tensor& codes, const assay::Tensor& assigned, std::int64_t clusters) {
  // The direction of a mean is that of the sum.
  const assay::Tensor sums = torch::zeros({clusters, codes.size(1)}, torch::kFloat64).index_add_(0, assigned, codes.to(torch::kFloat64));
  return (sums / sums.square().sum(1, /*keepdim=*/true).sqrt().clamp_min(1e-12)).to(torch::kFloat32);
}

}  // namespace depict
