#pragma once

#include <cstddef>
#include <vector>

namespace assay::report {

enum class WilcoxonMethod {
  automatic,  ///< exact up to 50 differences, normal beyond
  exact,      ///< all 2^n signs of the ranks at hand, ties included; n ≤ 50
  normal      ///< normal approximation, variance corrected for ties, no continuity correction
};

struct WilcoxonResult {
  std::size_t count = 0;  ///< differences that are not zero
  double positive = 0.0;  ///< sum of the ranks of positive differences
  double negative = 0.0;
  double p = 1.0;  ///< two-sided; 1 when all differences are zero
  bool exact = true;
};

/// Signed-rank test of differences of pairs (Wilcoxon 1945). Zeros are dropped before ranking, as Wilcoxon did; equal sizes share mean ranks.
WilcoxonResult wilcoxon(const std::vector<double>& differences, WilcoxonMethod method = WilcoxonMethod::automatic);

/// The smallest two-sided p that `count` pairs can reach: 2 / 2^count, at most 1.
double smallest_wilcoxon_p(std::size_t count);

}  // namespace assay::report
