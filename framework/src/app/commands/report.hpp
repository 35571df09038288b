#pragma once

#include <ostream>
#include <string>

#include "host/host_process.hpp"

namespace assay::app {

struct ReportArguments {
  std::string run;     ///< run folder, or study under runs/
  std::string output;  ///< a file; empty: report.html in the run folder
};

/// `assay report RUN`: the run as one HTML file; its path on `out`. Returns 0, or 1 when no trial is done (said on `err`), as of a run that failed.
/// Throws DataError "run.no-plan", "report.no-trials", and TrialError "record.write-failed".
int run_report(const ReportArguments& arguments, const host::HostSettings& host_settings, std::ostream& out, std::ostream& err);

}  // namespace assay::app
