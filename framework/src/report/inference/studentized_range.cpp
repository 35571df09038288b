#include "report/inference/studentized_range.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <boost/math/constants/constants.hpp>
#include <boost/math/quadrature/trapezoidal.hpp>
#include <boost/math/tools/roots.hpp>

#include "report/inference/normal.hpp"

namespace assay::report {
namespace {

constexpr double root_two = boost::math::constants::root_two<double>();

double normal_density(double z) { return std::exp(-0.5 * z * z) * boost::math::constants::one_div_root_two_pi<double>(); }

/// Standard error of a difference of mean ranks.
double rank_error(std::size_t groups, std::size_t blocks) {
  const auto k = static_cast<double>(groups);
  return std::sqrt(k * (k + 1.0) / (6.0 * static_cast<double>(blocks)));
}

}  // namespace

double studentized_range_upper(double q, std::size_t groups) {
  // The largest of k numbers lies at z and the others within q below it; the density ends at both limits, where the trapezoidal rule
  // converges exponentially.
  const auto k = static_cast<double>(groups);
  const auto within = [&](double z) { return k * normal_density(z) * std::pow(normal_lower(z) - normal_lower(z - q), k - 1.0); };
  constexpr double limit = 9.0;
  return std::clamp(1.0 - boost::math::quadrature::trapezoidal(within, -limit, limit, 1e-13), 0.0, 1.0);
}

double studentized_range_quantile(double alpha, std::size_t groups) {
  constexpr double largest = 60.0;  // far beyond what double precision can tell from certainty
  std::uintmax_t steps = 200;
  const auto excess = [&](double q) { return studentized_range_upper(q, groups) - alpha; };
  const auto bracket = boost::math::tools::toms748_solve(excess, 0.0, largest, boost::math::tools::eps_tolerance<double>(), steps);
  return 0.5 * (bracket.first + bracket.second);
}

double critical_difference(double alpha, std::size_t groups, std::size_t blocks) {
  return studentized_range_quantile(alpha, groups) / root_two * rank_error(groups, blocks);
}

double nemenyi_p(double rank_difference, std::size_t groups, std::size_t blocks) {
  return studentized_range_upper(std::abs(rank_difference) / rank_error(groups, blocks) * root_two, groups);
}

}  // namespace assay::report
