#pragma once

#include <vector>

namespace assay::report {

/// Ranks 1 … n from the smallest value to the largest; equal values share the mean of their ranks. No value may be NaN.
std::vector<double> average_ranks(const std::vector<double>& values);

/// Σ (t³ − t) over the groups of t equal ranks, by which rank tests correct for ties; 0 without ties.
double tie_sum(std::vector<double> ranks);

}  // namespace assay::report
