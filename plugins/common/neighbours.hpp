#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "points.hpp"

namespace plugin_common {

/// Rows [begin, begin + count) of points.
struct Rows {
  std::int64_t begin = 0;
  std::int64_t count = 0;
};

struct Neighbour {
  std::int64_t index = 0;         ///< row of the points
  double squared_distance = 0.0;  ///< in double precision
};

/// The `count` nearest of `base` to each of `queries`: entry q·count + j, nearest first, of equal distance the lower index first.
/// A row is its own neighbour when both hold it. 1 <= count <= base.count. Products in single precision find the candidates; what they
/// leave open is decided in double precision.
std::vector<Neighbour> nearest(const Points& points, Rows queries, Rows base, std::int64_t count);

/// Told that rows i and j are near.
using OnPair = std::function<void(std::int64_t i, std::int64_t j)>;

/// Calls `on_pair` for all ordered pairs (i, j), i = j included, that are no farther apart than `radius`.
void for_each_pair_within(const Points& points, double radius, const OnPair& on_pair);

}  // namespace plugin_common
