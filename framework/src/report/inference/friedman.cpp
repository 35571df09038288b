#include "report/inference/friedman.hpp"

#include <algorithm>
#include <functional>
#include <limits>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include "report/inference/ranks.hpp"

namespace assay::report {
namespace {

double chi_squared_upper(double statistic, double freedom) { return boost::math::gamma_q(0.5 * freedom, 0.5 * statistic); }

/// P(F > statistic) = I_x(d₂/2, d₁/2) at x = d₂ / (d₂ + d₁ statistic).
double f_upper(double statistic, double first, double second) {
  return boost::math::ibeta(0.5 * second, 0.5 * first, second / (second + first * statistic));
}

}  // namespace

FriedmanResult friedman(const std::vector<std::vector<double>>& values) {
  FriedmanResult result;
  result.blocks = values.size();
  result.mean_ranks.assign(values.front().size(), 0.0);
  const auto blocks = static_cast<double>(values.size());
  const auto treatments = static_cast<double>(result.mean_ranks.size());
  double ties = 0.0;
  for (const auto& block : values) {
    std::vector<double> descending(block.size());
    std::transform(block.begin(), block.end(), descending.begin(), std::negate<>());
    const auto ranks = average_ranks(descending);
    ties += tie_sum(ranks);
    for (std::size_t i = 0; i < ranks.size(); ++i) result.mean_ranks[i] += ranks[i];
  }
  for (auto& rank : result.mean_ranks) rank /= blocks;  // of a whole number of halves, so that equal sums give equal means
  const double untied = 1.0 - ties / (blocks * treatments * (treatments * treatments - 1.0));
  if (untied <= 0.0) return result;
  double squares = 0.0;
  for (const double rank : result.mean_ranks) squares += (rank - 0.5 * (treatments + 1.0)) * (rank - 0.5 * (treatments + 1.0));
  result.chi_squared = 12.0 * blocks / (treatments * (treatments + 1.0)) * squares / untied;
  result.chi_squared_p = chi_squared_upper(result.chi_squared, treatments - 1.0);
  // Rounding leaves a rest where all blocks rank alike.
  const double rest = blocks * (treatments - 1.0) - result.chi_squared;
  const bool alike = rest <= 1e-12 * blocks * treatments;
  result.f = alike ? std::numeric_limits<double>::infinity() : (blocks - 1.0) * result.chi_squared / rest;
  result.f_p = alike ? 0.0 : f_upper(result.f, treatments - 1.0, (treatments - 1.0) * (blocks - 1.0));
  return result;
}

}  // namespace assay::report
