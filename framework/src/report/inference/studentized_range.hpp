#pragma once

#include <cstddef>

namespace assay::report {

/// P(Q > q) for the range Q of `groups` ≥ 2 independent standard normal numbers: the studentized range with infinite degrees of freedom.
/// `q` ≥ 0. Absolute error below 1e-12.
double studentized_range_upper(double q, std::size_t groups);

/// The q with P(Q > q) = `alpha`, 0 < alpha < 1.
double studentized_range_quantile(double alpha, std::size_t groups);

/// Nemenyi's critical difference of mean ranks over `blocks` (Demšar 2006, section 3.2.2): q_α / √2 · √(k (k + 1) / (6 N)).
double critical_difference(double alpha, std::size_t groups, std::size_t blocks);

/// Nemenyi's p of a difference of two mean ranks, adjusted for all pairs of `groups`.
double nemenyi_p(double rank_difference, std::size_t groups, std::size_t blocks);

}  // namespace assay::report
