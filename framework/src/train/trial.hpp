#pragma once

#include <functional>
#include <string>
#include <vector>

#include "host/registry.hpp"
#include "record/trial_job.hpp"

namespace assay::train {

enum class Outcome {
  done,         ///< the trial file is written, journal and checkpoint are gone
  interrupted,  ///< asked to stop: a checkpoint is written, the trial can go on later
  paused,       ///< likewise, after the epoch at which the job says so
};

/// Polled between steps; true asks the trial to save a checkpoint and return.
using StopRequested = std::function<bool()>;

/// Runs one trial in this process, from its checkpoint when there is one, to the finished trial file.
/// Throws assay::Error when it fails; the caller then writes the failed trial's file.
Outcome run_trial(const record::TrialJob& job, const host::Registry& registry, const StopRequested& stop_requested);

/// Constructs everything that a trial with the spec `resolved` would, networks included, but loads no samples.
/// Returns the names of the numbers that its metrics report.
/// Throws what the trial would throw at its start: SpecError, PluginError, DataError (data files that are missing), TrialError "trial.out-of-memory".
std::vector<std::string> check_trial(const Value& resolved, const host::Registry& registry, const std::vector<std::string>& data_roots,
                                     const std::string& device);

}  // namespace assay::train
