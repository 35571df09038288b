#include "report/projection/symmetric_eigen.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace assay::report {
namespace {

double dot(const double* a, const double* b, std::size_t length) { return std::inner_product(a, a + length, b, 0.0); }

/// Makes the rows orthonormal, first to last, twice for the sake of rounding. A row that depends on those before it becomes zero.
void orthonormalise(Rows& basis) {
  for (std::size_t i = 0; i < basis.count; ++i) {
    double* row = basis.row(i);
    const double before = std::sqrt(dot(row, row, basis.width));
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t j = 0; j < i; ++j) {
        const double* other = basis.row(j);
        const double along = dot(row, other, basis.width);
        for (std::size_t d = 0; d < basis.width; ++d) row[d] -= along * other[d];
      }
    }
    const double length = std::sqrt(dot(row, row, basis.width));
    const double scale = length > 1e-12 * before ? 1.0 / length : 0.0;
    for (std::size_t d = 0; d < basis.width; ++d) row[d] *= scale;
  }
}

/// Rows of `basis` times the symmetric matrix.
Rows times(const Rows& basis, const Rows& matrix) {
  Rows product = make_rows(basis.count, matrix.width);
  for (std::size_t i = 0; i < basis.count; ++i) {
    for (std::size_t j = 0; j < matrix.count; ++j) product.row(i)[j] = dot(basis.row(i), matrix.row(j), matrix.width);
  }
  return product;
}

/// Diagonalises a small symmetric matrix by cyclic Jacobi rotations; returns the rotation, one eigenvector per row.
Rows jacobi(Rows& matrix) {
  const std::size_t n = matrix.count;
  Rows vectors = make_rows(n, n);
  for (std::size_t i = 0; i < n; ++i) vectors.row(i)[i] = 1.0;
  for (int sweep = 0; sweep < 60; ++sweep) {
    double off = 0.0;
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        const double apq = matrix.row(p)[q];
        off = std::max(off, std::abs(apq) / (1e-300 + std::sqrt(std::abs(matrix.row(p)[p] * matrix.row(q)[q]))));
        if (apq == 0.0) continue;
        const double theta = (matrix.row(q)[q] - matrix.row(p)[p]) / (2.0 * apq);
        const double t = (theta >= 0.0 ? 1.0 : -1.0) / (std::abs(theta) + std::sqrt(theta * theta + 1.0));
        const double c = 1.0 / std::sqrt(t * t + 1.0);
        const double s = t * c;
        for (std::size_t k = 0; k < n; ++k) {
          const double akp = matrix.row(k)[p];
          const double akq = matrix.row(k)[q];
          matrix.row(k)[p] = c * akp - s * akq;
          matrix.row(k)[q] = s * akp + c * akq;
        }
        for (std::size_t k = 0; k < n; ++k) {
          const double apk = matrix.row(p)[k];
          const double aqk = matrix.row(q)[k];
          matrix.row(p)[k] = c * apk - s * aqk;
          matrix.row(q)[k] = s * apk + c * aqk;
          const double vpk = vectors.row(p)[k];
          const double vqk = vectors.row(q)[k];
          vectors.row(p)[k] = c * vpk - s * vqk;
          vectors.row(q)[k] = s * vpk + c * vqk;
        }
      }
    }
    if (off < 1e-15) break;
  }
  return vectors;
}

/// The Ritz pairs of the subspace that `basis` spans, largest value first; `basis` becomes the vectors.
std::vector<double> ritz(Rows& basis, const Rows& matrix) {
  const Rows product = times(basis, matrix);
  Rows small = make_rows(basis.count, basis.count);
  for (std::size_t i = 0; i < basis.count; ++i) {
    for (std::size_t j = 0; j < basis.count; ++j) small.row(i)[j] = dot(basis.row(i), product.row(j), basis.width);
  }
  const Rows rotation = jacobi(small);
  std::vector<std::size_t> order(basis.count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return small.row(a)[a] > small.row(b)[b]; });
  Rows vectors = make_rows(basis.count, basis.width);
  std::vector<double> values;
  for (std::size_t i = 0; i < order.size(); ++i) {
    values.push_back(small.row(order[i])[order[i]]);
    for (std::size_t j = 0; j < basis.count; ++j) {
      const double weight = rotation.row(order[i])[j];
      for (std::size_t d = 0; d < basis.width; ++d) vectors.row(i)[d] += weight * basis.row(j)[d];
    }
  }
  basis = std::move(vectors);
  return values;
}

Rows random_basis(std::size_t count, std::size_t width) {
  Rows basis = make_rows(count, width);
  std::mt19937_64 bits(1);  // the engine is the same everywhere, its standard distributions are not
  for (auto& value : basis.values) value = static_cast<double>(bits() >> 11U) * 0x1p-53 - 0.5;
  return basis;
}

}  // namespace

Eigen largest_eigenpairs(const Rows& matrix, std::size_t count) {
  constexpr int most_steps = 300;
  constexpr double converged = 1e-13;
  const std::size_t subspace = std::min(matrix.count, count + 10);  // wider than asked for: it converges sooner
  Rows basis = random_basis(subspace, matrix.count);
  orthonormalise(basis);
  std::vector<double> values = ritz(basis, matrix);
  for (int step = 0; step < most_steps; ++step) {
    const std::vector<double> before = values;
    for (int power = 0; power < 3; ++power) {
      basis = times(basis, matrix);
      orthonormalise(basis);
    }
    values = ritz(basis, matrix);
    double change = 0.0;
    for (std::size_t i = 0; i < count; ++i) change = std::max(change, std::abs(values[i] - before[i]));
    if (change <= converged * std::abs(values.front())) break;
  }
  values.resize(count);
  basis.values.resize(count * basis.width);
  basis.count = count;
  return {std::move(values), std::move(basis)};
}

}  // namespace assay::report
