#include "report/inference/ranks.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace assay::report {

std::vector<double> average_ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = 0.5 * static_cast<double>(begin + 1 + end);
    begin = end;
  }
  return ranks;
}

double tie_sum(std::vector<double> ranks) {
  std::sort(ranks.begin(), ranks.end());
  double sum = 0.0;
  for (auto begin = ranks.begin(); begin != ranks.end();) {
    const auto end = std::upper_bound(begin, ranks.end(), *begin);
    const auto tied = static_cast<double>(end - begin);
    sum += tied * tied * tied - tied;
    begin = end;
  }
  return sum;
}

}  // namespace assay::report
