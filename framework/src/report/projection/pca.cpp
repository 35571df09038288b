#include "report/projection/pca.hpp"

#include <algorithm>
#include <cmath>

#include "report/projection/symmetric_eigen.hpp"

namespace assay::report {
namespace {

Rows centred(const Rows& x) {
  std::vector<double> mean(x.width, 0.0);
  for (std::size_t i = 0; i < x.count; ++i) {
    for (std::size_t d = 0; d < x.width; ++d) mean[d] += x.row(i)[d];
  }
  Rows out = x;
  for (std::size_t i = 0; i < x.count; ++i) {
    for (std::size_t d = 0; d < x.width; ++d) out.row(i)[d] -= mean[d] / static_cast<double>(x.count);
  }
  return out;
}

/// Divisor N − 1.
Rows covariance(const Rows& x) {
  Rows out = make_rows(x.width, x.width);
  for (std::size_t i = 0; i < x.count; ++i) {
    const double* row = x.row(i);
    for (std::size_t a = 0; a < x.width; ++a) {
      if (row[a] == 0.0) continue;
      for (std::size_t b = a; b < x.width; ++b) out.row(a)[b] += row[a] * row[b];
    }
  }
  const double divisor = static_cast<double>(x.count) - 1.0;
  for (std::size_t a = 0; a < x.width; ++a) {
    for (std::size_t b = a; b < x.width; ++b) out.row(a)[b] = out.row(b)[a] = out.row(a)[b] / divisor;
  }
  return out;
}

void fix_sign(double* component, std::size_t width) {
  const double* largest = std::max_element(component, component + width, [](double a, double b) { return std::abs(a) < std::abs(b); });
  if (*largest >= 0.0) return;
  for (std::size_t d = 0; d < width; ++d) component[d] = -component[d];
}

}  // namespace

Pca principal_components(const Rows& x, std::size_t components) {
  const Rows rows = centred(x);
  const Rows matrix = covariance(rows);
  Eigen eigen = largest_eigenpairs(matrix, std::min(components, x.width));
  Pca pca;
  for (std::size_t d = 0; d < x.width; ++d) pca.total_variance += matrix.row(d)[d];
  pca.scores = make_rows(x.count, eigen.vectors.count);
  for (std::size_t c = 0; c < eigen.vectors.count; ++c) {
    fix_sign(eigen.vectors.row(c), x.width);
    for (std::size_t i = 0; i < x.count; ++i) {
      double sum = 0.0;
      for (std::size_t d = 0; d < x.width; ++d) sum += rows.row(i)[d] * eigen.vectors.row(c)[d];
      pca.scores.row(i)[c] = sum;
    }
  }
  pca.variances = std::move(eigen.values);
  return pca;
}

}  // namespace assay::report
