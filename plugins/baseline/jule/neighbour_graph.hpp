#pragma once

#include <cstdint>
#include <vector>

#include "../../common/points.hpp"

namespace assay::baseline_jule {

using plugin_common::Points;

/// The directed graph W of nearest neighbours, in memory of N·K_s: W_ij = exp(−‖x_i − x_j‖²/σ²) when j is one of the K_s nearest to i, else 0.
struct NeighbourGraph {
  std::int64_t degree = 0;               ///< K_s
  std::vector<std::int64_t> neighbours;  ///< entry i·K_s + k: the k-th nearest to sample i, which itself is left out
  std::vector<double> weights;           ///< of the same edges

  [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(neighbours.size()) / degree; }
};

/// σ² = `width` times the mean of all N·K_s squared distances. Of N samples, N >= 2, at most N − 1 are neighbours.
NeighbourGraph neighbour_graph(const Points& points, std::int64_t neighbours, double width);

/// Clusters of samples that chains of first neighbours join (Yang et al. 2016), numbered in order of their first samples. A chain ends
/// at a sample that has its cluster already and joins it, at itself, or after 50 hops.
std::vector<std::int64_t> chained_clusters(const NeighbourGraph& graph);

}  // namespace assay::baseline_jule
