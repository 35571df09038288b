#pragma once

#include <string>
#include <vector>

#include "report/page/page_trial.hpp"
#include "report/page/shared_blocks.hpp"

namespace assay::report {

/// A line per trial with its place on the axes, what has become of it and every final metric, leading to its section.
std::string trial_table(const record::RunView& run, const std::vector<PageTrial>& trials);

/// A line per failed trial with the beginning of its error; empty when none failed.
std::string failure_table(const std::vector<PageTrial>& trials);

/// What is known of one trial; the first of `metrics` stand beside its name. Its spec and its environment are put into the blocks, which it shares
/// with others.
std::string trial_section(const PageTrial& trial, const std::vector<std::string>& metrics, SharedBlocks& specs, SharedBlocks& environments);

}  // namespace assay::report
