#pragma once

#include <cstdint>

#include <assay/plugin.hpp>

namespace assay::metric_internal_validity {

/// Features and the clusters that have samples, numbered without gaps.
struct Clustering {
  Tensor x;       ///< float64 [N, F]
  Tensor member;  ///< int64 [N] in [0, count)
  Tensor sizes;   ///< float64 [count], all >= 1
  std::int64_t count = 0;

  /// Indices that compare clusters need at least two of them, and fewer than samples.
  [[nodiscard]] bool comparable() const { return count >= 2 && count < x.size(0); }
};

/// From features [N, F] and assignments [N]. With 0 < `sample` < N, a fixed random choice of that many samples.
Clustering clustering(const Tensor& features, const Tensor& assignments, std::int64_t sample = 0);

/// Means of the clusters, float64 [count, F].
Tensor centroids(const Clustering& clustering);

/// Euclidean distances between the rows of float64 [A, F] and [B, F]: [A, B].
Tensor distances(const Tensor& a, const Tensor& b);

}  // namespace assay::metric_internal_validity
