#include "density.hpp"

#include <algorithm>
#include <cmath>

#include "../../common/neighbours.hpp"
#include "../common/disjoint_sets.hpp"

namespace assay::baseline_dbscan {
namespace {

std::vector<bool> core_samples(const Points& points, double radius, std::int64_t min_samples) {
  std::vector<std::int64_t> near(static_cast<std::size_t>(points.count()), 0);
  plugin_common::for_each_pair_within(points, points, radius, [&](std::int64_t i, std::int64_t /*j*/) { ++near[static_cast<std::size_t>(i)]; });
  std::vector<bool> core(near.size());
  std::transform(near.begin(), near.end(), core.begin(), [&](std::int64_t count) { return count >= min_samples; });
  return core;
}

}  // namespace

CoreClusters core_clusters(const Points& points, double radius, std::int64_t min_samples) {
  const std::vector<bool> core = core_samples(points, radius, min_samples);
  baselines::DisjointSets sets(points.count());
  plugin_common::for_each_pair_within(points, points, radius, [&](std::int64_t i, std::int64_t j) {
    if (i < j && core[static_cast<std::size_t>(i)] && core[static_cast<std::size_t>(j)]) sets.join(i, j);
  });
  CoreClusters out;
  std::vector<std::int64_t> number(core.size(), 0);  // of the cluster, by its representative
  for (std::int64_t i = 0; i < points.count(); ++i) {
    if (!core[static_cast<std::size_t>(i)]) continue;
    auto& cluster = number[static_cast<std::size_t>(sets.find(i))];
    if (cluster == 0) cluster = ++out.clusters;
    out.samples.push_back(i);
    out.cluster.push_back(cluster);
  }
  return out;
}

std::vector<std::int64_t> clusters_of(const Points& queries, const Points& cores, const std::vector<std::int64_t>& cluster, double radius) {
  std::vector<std::int64_t> out(static_cast<std::size_t>(queries.count()), 0);
  plugin_common::for_each_pair_within(queries, cores, radius, [&](std::int64_t query, std::int64_t core) {
    auto& found = out[static_cast<std::size_t>(query)];
    const std::int64_t candidate = cluster[static_cast<std::size_t>(core)];
    if (found == 0 || candidate < found) found = candidate;
  });
  return out;
}

std::vector<double> sorted_distances(const Points& points, std::int64_t rank) {
  const auto found = plugin_common::nearest(points, points, rank);
  std::vector<double> out(static_cast<std::size_t>(points.count()));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::sqrt(found[(i + 1) * static_cast<std::size_t>(rank) - 1].squared_distance);
  std::sort(out.begin(), out.end());
  return out;
}

double elbow(const std::vector<double>& ascending) {
  const double low = ascending.front();
  const double high = ascending.back();
  double farthest = -1.0;
  double value = high;
  for (std::size_t i = 0; i < ascending.size() && high > low; ++i) {
    const double below = static_cast<double>(i) / static_cast<double>(ascending.size() - 1) - (ascending[i] - low) / (high - low);
    if (below <= farthest) continue;
    farthest = below;
    value = ascending[i];
  }
  return value;
}

}  // namespace assay::baseline_dbscan
