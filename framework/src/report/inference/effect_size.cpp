#include "report/inference/effect_size.hpp"

#include <limits>

#include "report/inference/wilcoxon.hpp"
#include "report/statistics.hpp"

namespace assay::report {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

}  // namespace

double rank_biserial(const std::vector<double>& differences) {
  const auto ranks = wilcoxon(differences, WilcoxonMethod::normal);
  return ranks.count == 0 ? 0.0 : (ranks.positive - ranks.negative) / (ranks.positive + ranks.negative);
}

double cohens_dz(const std::vector<double>& differences) {
  const auto statistics = describe(differences);
  return statistics.standard_deviation > 0.0 ? statistics.mean / statistics.standard_deviation : unknown;
}

double vargha_delaney(const std::vector<double>& a, const std::vector<double>& b) {
  double wins = 0.0;
  for (const double x : a) {
    for (const double y : b) wins += x > y ? 1.0 : (x == y ? 0.5 : 0.0);
  }
  return a.empty() || b.empty() ? unknown : wins / (static_cast<double>(a.size()) * static_cast<double>(b.size()));
}

}  // namespace assay::report
