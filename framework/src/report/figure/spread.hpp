#pragma once

#include <string>
#include <vector>

#include "draw/chart.hpp"

namespace assay::report {

/// Adds the mean of `values` at `x`, with a band of one sample standard deviation to both sides; the band has no width where there is but one value.
void add_spread(draw::Series& series, double x, const std::vector<double>& values);

/// What line and band of the charts mean; nothing where no band has a width, as with one seed.
std::string spread_note(const std::vector<draw::Chart>& charts);

}  // namespace assay::report
