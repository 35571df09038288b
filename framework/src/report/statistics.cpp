#include "report/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace assay::report {

Statistics describe(const std::vector<double>& values) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> sorted;
  std::copy_if(values.begin(), values.end(), std::back_inserter(sorted), [](double value) { return !std::isnan(value); });
  std::sort(sorted.begin(), sorted.end());
  Statistics result{sorted.size(), unknown, unknown, unknown, unknown, unknown};
  if (sorted.empty()) return result;

  const auto count = static_cast<double>(sorted.size());
  result.mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / count;
  const std::size_t middle = sorted.size() / 2;
  result.median = sorted.size() % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
  result.lowest = sorted.front();
  result.highest = sorted.back();
  if (sorted.size() < 2) return result;
  // Two passes: the one-pass formula cancels when the spread is small against the mean.
  const double squares = std::accumulate(sorted.begin(), sorted.end(), 0.0,
                                         [&](double sum, double value) { return sum + (value - result.mean) * (value - result.mean); });
  result.standard_deviation = std::sqrt(squares / (count - 1.0));
  return result;
}

}  // namespace assay::report
