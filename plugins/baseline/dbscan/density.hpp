#pragma once

#include <cstdint>
#include <vector>

#include "../../common/points.hpp"

namespace assay::baseline_dbscan {

using plugin_common::Points;

/// The clusters of core samples: those with at least `min_samples` samples, itself included, within `radius`.
struct CoreClusters {
  std::vector<std::int64_t> samples;  ///< rows of the points, ascending
  std::vector<std::int64_t> cluster;  ///< of each core sample, from 1 on, in order of their first core samples
  std::int64_t clusters = 0;
};

/// Ester, Kriegel, Sander and Xu 1996: core samples within `radius` of each other belong together.
CoreClusters core_clusters(const Points& points, double radius, std::int64_t min_samples);

/// The cluster of each query: the lowest of the core samples within `radius`, 0 (noise) when there are none. `cluster`: of each row of `cores`.
std::vector<std::int64_t> clusters_of(const Points& queries, const Points& cores, const std::vector<std::int64_t>& cluster, double radius);

/// Distance of each sample to the `rank`-th nearest, itself included, ascending.
std::vector<double> sorted_distances(const Points& points, std::int64_t rank);

/// The elbow of an ascending curve: the value farthest below the chord from first to last, both axes scaled to [0, 1]
/// (Satopää, Albrecht, Irwin and Raghavan 2011); of several the first.
double elbow(const std::vector<double>& ascending);

}  // namespace assay::baseline_dbscan
