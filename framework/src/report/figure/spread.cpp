#include "report/figure/spread.hpp"

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

}  // namespace assay::report
