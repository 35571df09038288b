#include "initial_clusters.hpp"

#include <limits>

#include "../common/clusters.hpp"
#include "../common/lloyd.hpp"
#include "../common/seeding.hpp"

namespace depict {

InitialClusters cluster_codes(const assay::Tensor& codes, std::int64_t clusters, std::int64_t restarts, assay::Stream& stream) {
  const plugin_common::Points points(codes);
  baselines::LloydResult best;
  best.inertia = std::numeric_limits<double>::infinity();
  for (std::int64_t restart = 0; restart < restarts; ++restart) {
    const assay::Tensor start = baselines::seed_centres(points, clusters, baselines::greedy_candidates(clusters), stream);
    auto result = baselines::lloyd(points, start, {}, [](double /*inertia*/) {});
    if (result.inertia < best.inertia) best = result;
  }
  const assay::Tensor centres = best.centres + points.mean();
  const assay::Tensor norms = centres.square().sum(1, /*keepdim=*/true).sqrt().clamp_min(1e-12);
  return {baselines::nearest_centres(codes, centres), (centres / norms).to(torch::kFloat32)};
}

}  // namespace depict
