#pragma once

#include <cstdint>
#include <vector>

namespace assay::metric_acc {

/// The one-to-one map of rows to columns with the largest sum of `gain`, a size × size matrix row by row. Returns the column of each row.
///
/// Kuhn's Hungarian method with potentials and shortest augmenting paths, O(size³).
std::vector<std::int64_t> best_assignment(const std::vector<std::int64_t>& gain, std::int64_t size);

}  // namespace assay::metric_acc
