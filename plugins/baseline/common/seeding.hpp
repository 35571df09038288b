#pragma once

#include <cstdint>
#include <vector>

#include "../../common/points.hpp"

namespace baselines {

using assay::Tensor;
using plugin_common::Points;

/// ‖x_i − x_c‖² of every sample i to each sample c of `chosen`: entry i·|chosen| + j.
std::vector<double> squared_distances(const Points& points, const std::vector<std::int64_t>& chosen);

/// The index whose share of Σ weights covers `uniform` in [0, 1). Never one of weight 0, unless all are.
std::int64_t draw(const std::vector<double>& cumulative_weights, double uniform);

/// Draws per step that greedy k-means++ takes by default: 2 + floor(ln K).
std::int64_t greedy_candidates(std::int64_t clusters);

/// k-means++ (Arthur and Vassilvitskii 2007): each further centre is drawn with probability D²/ΣD². Of `candidates` draws
/// the one that lowers ΣD² most is kept. Returns float64 [clusters, D] in the coordinates of `points`.
Tensor seed_centres(const Points& points, std::int64_t clusters, std::int64_t candidates, assay::Stream& stream);

}  // namespace baselines
