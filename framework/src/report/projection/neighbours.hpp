#pragma once

#include <cstddef>
#include <vector>

#include "report/projection/rows.hpp"

namespace assay::report {

double squared_distance(const double* a, const double* b, std::size_t width);

struct Neighbour {
  std::size_t index = 0;
  double squared_distance = 0.0;
};

/// The `count` (at most N − 1) nearest other rows of each row, nearest first, lower index first among equals. Exact, O(N² D).
std::vector<std::vector<Neighbour>> nearest_neighbours(const Rows& x, std::size_t count);

/// How well the neighbourhoods of `embedded` are those of `x` (Venna and Kaski 2001), in [0, 1]; 1: every one of the k nearest neighbours in
/// `embedded` is one in `x`. Needs k < N / 2.
double trustworthiness(const Rows& x, const Rows& embedded, std::size_t k);

}  // namespace assay::report
