#include "report/figure/spread.hpp"

#include <algorithm>

#include "report/statistics.hpp"

namespace assay::report {

void add_spread(draw::Series& series, double x, const std::vector<double>& values) {
  const Statistics statistics = describe(values);
  const double half = statistics.count > 1 ? statistics.standard_deviation : 0.0;
  series.x.push_back(x);
  series.y.push_back(statistics.mean);
  series.lower.push_back(statistics.mean - half);
  series.upper.push_back(statistics.mean + half);
}

std::string spread_note(const std::vector<draw::Chart>& charts) {
  const auto has_width = [](const draw::Series& series) { return series.lower != series.upper; };
  const auto has_band = [&](const draw::Chart& chart) { return std::any_of(chart.series.begin(), chart.series.end(), has_width); };
  if (std::none_of(charts.begin(), charts.end(), has_band)) return {};
  return "line: mean over the seeds; band: ± one sample standard deviation";
}

}  // namespace assay::report
