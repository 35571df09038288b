#pragma once

#include <vector>

#include "draw/chart.hpp"

namespace assay::report {

inline constexpr const char* spread_note = "line: mean over the seeds; band: ± one sample standard deviation";

/// Adds the mean of `values` at `x`, with a band of one sample standard deviation to both sides; the band has no width where there is but one value.
void add_spread(draw::Series& series, double x, const std::vector<double>& values);

}  // namespace assay::report
