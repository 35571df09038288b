#pragma once

#include "report/projection/rows.hpp"

namespace assay::report {

/// Principal components by the eigenvectors of the covariance matrix.
struct Pca {
  Rows scores;                    ///< [N, components]: the centred rows along the components
  std::vector<double> variances;  ///< of the scores, divisor N − 1, largest first
  double total_variance = 0.0;    ///< of all components
};

/// The first `components` (at most the width of `x`) of x [N ≥ 2, D]. The sign of a component is such that its entry of largest
/// magnitude is positive, as in scikit-learn. O(N D² + D³).
Pca principal_components(const Rows& x, std::size_t components);

}  // namespace assay::report
