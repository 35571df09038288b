#pragma once

#include <assay/plugin.hpp>

namespace assay::baseline_metric_embedding {

/// Euclidean distances of rows, [M, F], [N, F] → [M, N]. Equal rows are exactly 0 apart, with gradient 0: a labeled sample may be among the
/// unlabeled ones of its batch, and the root has no slope there.
inline Tensor distances(const Tensor& left, const Tensor& right) {
  constexpr std::int64_t by_differences = 2;  // not through products, whose rounding leaves equal rows apart
  return torch::cdist(left, right, 2.0, by_differences);
}

}  // namespace assay::baseline_metric_embedding
