#pragma once

#include <cstdint>
#include <vector>

#include "assay/abi/export.hpp"

namespace assay {
inline namespace abi_1 {

/// The map of rows to columns, no two to the same, with the largest sum of `gain`, a rows × columns matrix row by row with rows <= columns.
/// Returns the column of each row.
///
/// Kuhn's Hungarian method with potentials and shortest augmenting paths, O(rows² · columns).
ASSAY_EXPORT std::vector<std::int64_t> best_assignment(const std::vector<std::int64_t>& gain, std::int64_t rows, std::int64_t columns);

}  // namespace abi_1
}  // namespace assay
