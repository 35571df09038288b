#pragma once

#include <string>
#include <vector>

#include "report/page/page_trial.hpp"

namespace assay::report {

/// What the run is, how far it is, when, where and with what it was made.
std::string summary_html(const record::RunView& run, const std::vector<PageTrial>& trials);

}  // namespace assay::report
