#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "record/run_view.hpp"

namespace assay::report {

enum class ExportFormat { csv, json };

/// One line per trial: identity, swept options, status, times, every final metric.
void export_trials(const record::RunView& run, ExportFormat format, std::ostream& out);

/// One line per value of every series of every trial that ended: trial, arm, seed, swept options, cadence, index, wall_s, series, value.
/// Missing values are left out. Trial files that cannot be read are named on `err`.
void export_series(const record::RunView& run, ExportFormat format, std::ostream& out, std::ostream& err);

}  // namespace assay::report
