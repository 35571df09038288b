#include "report/projection/neighbours.hpp"

#include <algorithm>

namespace assay::report {
namespace {

/// Distances of row `i` to all others.
std::vector<Neighbour> distances_from(const Rows& x, std::size_t i) {
  std::vector<Neighbour> others;
  others.reserve(x.count);
  for (std::size_t j = 0; j < x.count; ++j) {
    if (j != i) others.push_back({j, squared_distance(x.row(i), x.row(j), x.width)});
  }
  return others;
}

bool nearer(const Neighbour& a, const Neighbour& b) {
  return a.squared_distance != b.squared_distance ? a.squared_distance < b.squared_distance : a.index < b.index;
}

}  // namespace

double squared_distance(const double* a, const double* b, std::size_t width) {
  double sum = 0.0;
  for (std::size_t d = 0; d < width; ++d) sum += (a[d] - b[d]) * (a[d] - b[d]);
  return sum;
}

std::vector<std::vector<Neighbour>> nearest_neighbours(const Rows& x, std::size_t count) {
  std::vector<std::vector<Neighbour>> all;
  for (std::size_t i = 0; i < x.count; ++i) {
    auto others = distances_from(x, i);
    const auto end = others.begin() + static_cast<std::ptrdiff_t>(std::min(count, others.size()));
    std::partial_sort(others.begin(), end, others.end(), nearer);
    all.emplace_back(others.begin(), end);
  }
  return all;
}

double trustworthiness(const Rows& x, const Rows& embedded, std::size_t k) {
  const auto near = nearest_neighbours(embedded, k);
  double penalty = 0.0;
  std::vector<std::size_t> rank(x.count);
  for (std::size_t i = 0; i < x.count; ++i) {
    auto others = distances_from(x, i);
    std::sort(others.begin(), others.end(), nearer);
    for (std::size_t r = 0; r < others.size(); ++r) rank[others[r].index] = r + 1;
    for (const auto& neighbour : near[i]) {
      if (rank[neighbour.index] > k) penalty += static_cast<double>(rank[neighbour.index] - k);
    }
  }
  const auto n = static_cast<double>(x.count);
  const auto neighbours = static_cast<double>(k);
  return 1.0 - penalty * 2.0 / (n * neighbours * (2.0 * n - 3.0 * neighbours - 1.0));
}

}  // namespace assay::report
