#pragma once

#include <functional>
#include <string>
#include <vector>

#include "assay/core/value.hpp"
#include "base/settings.hpp"
#include "draw/drawing.hpp"
#include "record/array_file.hpp"
#include "record/run_view.hpp"

namespace assay::report {

/// Has the trained model of a finished trial do something: task "generate" or "style", with the number of columns and a seed.
using ApplyModel =
    std::function<record::ArrayFile(const record::TrialSummary& trial, const std::string& task, std::int64_t columns, std::int64_t seed)>;

/// Draws any kind of figure; `apply` is called for those that a trained model makes. Throws what the figures of the kinds throw.
draw::Drawing make_figure(const record::RunView& run, const FigureOptions& options, const ApplyModel& apply);

/// The kinds, in the order of the documentation.
std::vector<std::string> figure_kinds();

}  // namespace assay::report
