#include "report/inference/wilcoxon.hpp"

#include <algorithm>
#include <cmath>

#include "report/inference/normal.hpp"
#include "report/inference/ranks.hpp"

namespace assay::report {
namespace {

constexpr std::size_t most_exact = 50;  // 2^50 signs are counted without rounding

/// P(sum ≤ statistic) · 2 when every rank counts or not with probability 1/2. Twice the ranks are whole numbers.
double exact_p(const std::vector<double>& ranks, double statistic) {
  const auto doubled = [](double rank) { return static_cast<std::size_t>(std::llround(2.0 * rank)); };
  std::vector<double> ways = {1.0};  // ways[s]: how many choices of ranks have the doubled sum s
  for (const double rank : ranks) {
    const std::size_t step = doubled(rank);
    ways.resize(ways.size() + step, 0.0);
    for (std::size_t sum = ways.size(); sum-- > step;) ways[sum] += ways[sum - step];
  }
  double as_small = 0.0;
  for (std::size_t sum = 0; sum <= doubled(statistic); ++sum) as_small += ways[sum];
  return std::min(1.0, std::ldexp(2.0 * as_small, -static_cast<int>(ranks.size())));
}

double normal_p(const std::vector<double>& ranks, double statistic) {
  const auto n = static_cast<double>(ranks.size());
  const double mean = n * (n + 1.0) / 4.0;
  const double variance = (n * (n + 1.0) * (2.0 * n + 1.0) - 0.5 * tie_sum(ranks)) / 24.0;
  return 2.0 * normal_lower(-std::abs(statistic - mean) / std::sqrt(variance));
}

}  // namespace

WilcoxonResult wilcoxon(const std::vector<double>& differences, WilcoxonMethod method) {
  std::vector<double> sizes;
  std::vector<bool> is_positive;
  for (const double difference : differences) {
    if (difference == 0.0) continue;
    sizes.push_back(std::abs(difference));
    is_positive.push_back(difference > 0.0);
  }
  WilcoxonResult result;
  result.count = sizes.size();
  result.exact = method == WilcoxonMethod::exact || (method == WilcoxonMethod::automatic && sizes.size() <= most_exact);
  if (sizes.empty()) return result;
  const auto ranks = average_ranks(sizes);
  for (std::size_t i = 0; i < ranks.size(); ++i) (is_positive[i] ? result.positive : result.negative) += ranks[i];
  const double statistic = std::min(result.positive, result.negative);
  result.p = result.exact ? exact_p(ranks, statistic) : normal_p(ranks, statistic);
  return result;
}

double smallest_wilcoxon_p(std::size_t count) { return std::min(1.0, std::ldexp(2.0, -static_cast<int>(count))); }

}  // namespace assay::report
