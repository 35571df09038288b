#pragma once

#include <vector>

#include "report/comparison/comparison.hpp"
#include "report/sheet.hpp"

namespace assay::report {

/// A table per case and one of the ranks, if any; what the columns mean and the warnings stand below the last.
std::vector<Sheet> comparison_sheets(const Comparison& comparison);

}  // namespace assay::report
