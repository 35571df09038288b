#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include <assay/plugin.hpp>

#include "agglomeration.hpp"

namespace assay::baseline_jule {

struct MergeOptions {
  std::int64_t clusters = 10;  ///< K
  double share = 0.9;          ///< η: of n clusters ⌈η n⌉ are merged into others, but no more than leave K
  MergeRule rule;
};

/// Which cluster each sample belongs to.
struct Clustering {
  std::vector<std::int64_t> clusters;  ///< of each sample: 0 … count − 1, in order of their first samples
  std::int64_t count = 0;
  double last_affinity = std::numeric_limits<double>::quiet_NaN();  ///< A of the last two clusters that became one because of it
};

/// How many of so many clusters a phase of merging leaves, unless its beginning leaves fewer (see `merged`).
std::int64_t clusters_after_merging(std::int64_t count, const MergeOptions& options);

/// The clusters that merging starts from: chains of first neighbours, or every sample by itself where these are fewer than `least`.
Clustering initial_clusters(const NeighbourGraph& graph, std::int64_t least);

/// One phase of merging, by affinity. `features` [N, F] are what the graph was made of.
///
/// A cluster without affinity to any other, an outlier or a piece that the graph cuts off, goes to the cluster with the nearest centroid, the
/// smallest first: before all others while there are more than 20 K clusters, where it can hardly be a cluster in its own right, later only when no
/// affinity is left.
Clustering merged(const Tensor& features, const NeighbourGraph& graph, const Clustering& start, const MergeOptions& options);

}  // namespace assay::baseline_jule
