#pragma once

#include <cstdint>
#include <vector>

namespace blobs {

/// A row-major matrix.
struct Matrix {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::vector<double> values;

  Matrix(std::int64_t row_count, std::int64_t column_count)
      : rows(row_count), columns(column_count), values(static_cast<std::size_t>(row_count * column_count)) {}
  double* row(std::int64_t index) { return values.data() + index * columns; }
  [[nodiscard]] const double* row(std::int64_t index) const { return values.data() + index * columns; }
};

/// A mixture of isotropic Gaussians whose components are known.
struct Mixture {
  Matrix centres;                    ///< [clusters, latent_dim]
  Matrix points;                     ///< [count, latent_dim]
  std::vector<std::int64_t> labels;  ///< [count], the component of each point
};

/// Centres lie on different sites of a cubic lattice of spacing 2·separation around the origin: for 4 clusters in 2 dimensions at (±s, ±s).
/// `weights` are the components' shares, empty for equal ones; the counts are exact up to rounding, the order of the points is random.
Mixture draw_mixture(std::uint64_t seed, std::int64_t clusters, std::int64_t latent_dim, std::int64_t count, double separation, double sigma,
                     const std::vector<double>& weights);

/// `points` times a random matrix with orthonormal rows: distances stay as they are. dimensions >= points.columns.
Matrix rotated(std::uint64_t seed, const Matrix& points, std::int64_t dimensions);

/// `points` / extent through a fixed random network: `hidden` units of tanh, then a linear map to `dimensions`.
Matrix warped(std::uint64_t seed, const Matrix& points, std::int64_t dimensions, double extent);

}  // namespace blobs
