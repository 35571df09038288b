#pragma once

#include <ostream>
#include <string>

namespace assay::app {

struct StatusArguments {
  std::string run;  ///< run folder, or study under runs/
  bool json = false;
};

/// `assay status RUN`: how many trials are done, a line for each that is not, and what has become of the jobs of the last submission to Slurm. Reads
/// journals, so it may be asked while the run goes on.
/// Returns 0. Throws DataError "run.no-plan", "run.damaged-plan", "run.newer-layout".
int run_status(const StatusArguments& arguments, std::ostream& out);

}  // namespace assay::app
