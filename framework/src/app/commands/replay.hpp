#pragma once

#include <ostream>
#include <string>

#include "app/commands/run.hpp"

namespace assay::app {

struct ReplayArguments {
  std::string trial;    ///< RUN/ID or a trial file
  std::string run_dir;  ///< empty: <runs>/replay-<id>
  std::string device;   ///< empty: the trial's
  bool quiet = false;
  std::string command;  ///< the command line, for the results
};

/// `assay replay TRIAL`: runs the trial again from what its file says, its stages included, and compares all results bit by bit.
/// Returns 0 when they are bit-identical, 1 when not, 75, 130 or 143 as `run_run` does. Throws as `find_trial` and `run_run` do, and
/// SpecError "replay.done-before" for a folder with a finished trial.
int run_replay(const ReplayArguments& arguments, const host::HostSettings& host_settings, std::ostream& out);

}  // namespace assay::app
