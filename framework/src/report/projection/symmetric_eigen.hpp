#pragma once

#include <vector>

#include "report/projection/rows.hpp"

namespace assay::report {

struct Eigen {
  std::vector<double> values;  ///< largest first
  Rows vectors;                ///< one per row, of length 1
};

/// The `count` eigenpairs of largest eigenvalue of a symmetric positive semidefinite matrix, by subspace iteration with Rayleigh–Ritz
/// steps (Golub and Van Loan, section 8.2) from a fixed start; the small problems are solved by Jacobi rotations.
Eigen largest_eigenpairs(const Rows& matrix, std::size_t count);

}  // namespace assay::report
