#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "points.hpp"

/// Exact searches for near samples. Products in single precision find the candidates; what they leave open is decided in double precision.
/// Both arguments are shifted by the same mean; they may be the same points, and then each row is near itself.
namespace plugin_common {

struct Neighbour {
  std::int64_t index = 0;         ///< row of the base
  double squared_distance = 0.0;  ///< in double precision
};

/// The `count` nearest of `base` to each of `queries`: entry q·count + j, nearest first, of equal distance the lower index first.
/// 1 <= count <= rows of the base.
std::vector<Neighbour> nearest(const Points& queries, const Points& base, std::int64_t count);

/// The `count` nearest to each of the points, itself left out: entry i·count + j, as `nearest` orders them. 1 <= count < rows.
std::vector<Neighbour> nearest_others(const Points& points, std::int64_t count);

/// Told that row `query` of the queries and row `index` of the base are near.
using OnPair = std::function<void(std::int64_t query, std::int64_t index)>;

/// Calls `on_pair` for all pairs that are no farther apart than `radius`; for each query in order of the index.
void for_each_pair_within(const Points& queries, const Points& base, double radius, const OnPair& on_pair);

}  // namespace plugin_common
