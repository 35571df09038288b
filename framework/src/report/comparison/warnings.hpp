#pragma once

#include <string>
#include <vector>

#include "record/run_view.hpp"
#include "report/comparison/comparison.hpp"
#include "report/comparison/measurements.hpp"

namespace assay::report {

/// What of the run is missing: trials to come, and per case the arms without numbers for some seeds, with how many of them failed.
std::vector<std::string> completeness_warnings(const record::RunView& run, const Measurements& measurements);

/// Where the number of pairs or blocks is too small for the tests: per case when no difference can reach α, and for ranks by the rule of
/// Demšar (2006) that N > 10 and k > 5.
std::vector<std::string> seed_warnings(const Comparison& comparison);

}  // namespace assay::report
