#pragma once

#include <cstddef>
#include <vector>

namespace assay::report {

struct FriedmanResult {
  std::size_t blocks = 0;
  std::vector<double> mean_ranks;  ///< per treatment; rank 1 is the largest value of a block
  double chi_squared = 0.0;        ///< corrected for ties, k − 1 degrees of freedom; 0 when every block is all ties
  double chi_squared_p = 1.0;
  double f = 0.0;  ///< Iman and Davenport (1980), k − 1 and (k − 1)(N − 1) degrees of freedom; +∞ when all blocks rank alike
  double f_p = 1.0;
};

/// Friedman's test (1937) on values[block][treatment] with N ≥ 2 blocks and k ≥ 3 treatments, none NaN. Larger is better.
FriedmanResult friedman(const std::vector<std::vector<double>>& values);

}  // namespace assay::report
