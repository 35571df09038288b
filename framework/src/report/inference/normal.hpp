#pragma once

#include <cmath>

#include <boost/math/constants/constants.hpp>
#include <boost/math/special_functions/erf.hpp>

namespace assay::report {

/// P(Z ≤ z) of the standard normal distribution; small probabilities keep their relative precision.
inline double normal_lower(double z) { return 0.5 * std::erfc(-z / boost::math::constants::root_two<double>()); }

/// The z with P(Z ≤ z) = `p`, 0 < p < 1.
inline double normal_quantile(double p) { return -boost::math::constants::root_two<double>() * boost::math::erfc_inv(2.0 * p); }

}  // namespace assay::report
