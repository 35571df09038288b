#pragma once

#include <vector>

namespace assay::report {

/// Matched-pairs rank-biserial correlation (Kerby 2014): (R₊ − R₋) / (R₊ + R₋) of Wilcoxon's rank sums, in [−1, 1]; 0 when all are zero.
double rank_biserial(const std::vector<double>& differences);

/// Cohen's d_z: mean of the differences over their sample standard deviation; NaN for fewer than two or when they do not vary.
double cohens_dz(const std::vector<double>& differences);

/// Vargha and Delaney's A₁₂ (2000): P(a > b) + P(a = b) / 2 over all pairs of values, in [0, 1]; NaN when a sample is empty.
double vargha_delaney(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace assay::report
