#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "host/host_process.hpp"

namespace assay::app {

struct WorkArguments {
  std::string run;  ///< run folder
  std::int64_t submission = 1;
  std::string batch;  ///< "stages-<level>", "trials" or "closing"
  std::int64_t element = 0;
};

/// `assay work RUN --submission N --batch B --element E`: one element of a submitted job array. Runs whatever trials of the submission nobody works
/// on, until there are none; after a warning (SIGUSR1) it saves, and has Slurm put it back into the queue. The closing batch also runs what the
/// others left, and writes the index. Returns what `assay run` would. Throws DataError "slurm.no-work", PluginError "slurm.other-build".
int run_work(const WorkArguments& arguments, const host::HostSettings& host_settings, std::ostream& out);

}  // namespace assay::app
