#pragma once

#include <cstdint>
#include <vector>

#include "assay/abi/export.hpp"
#include "assay/core/tensor.hpp"

namespace assay {
inline namespace abi_1 {

/// How often each pair (predicted cluster, true class) occurs; what every measure of agreement starts from.
struct ASSAY_EXPORT Contingency {
  std::int64_t clusters = 0;                ///< rows
  std::int64_t classes = 0;                 ///< columns
  std::int64_t total = 0;                   ///< N
  std::vector<std::int64_t> counts;         ///< row by row
  std::vector<std::int64_t> cluster_sizes;  ///< sums of the rows
  std::vector<std::int64_t> class_sizes;    ///< sums of the columns

  [[nodiscard]] std::int64_t at(std::int64_t cluster, std::int64_t label) const {
    return counts[static_cast<std::size_t>(cluster * classes + label)];
  }
};

/// Counts `assignments` [N] against `labels` [N], both int64 on the CPU and >= 0. There are at least `clusters` rows.
/// Throws InternalError "metric.bad-input" when the lengths differ, a value is negative, or N is 0.
ASSAY_EXPORT Contingency contingency(const Tensor& assignments, const Tensor& labels, std::int64_t clusters = 0);

}  // namespace abi_1
}  // namespace assay
