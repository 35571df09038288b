#pragma once

#include <functional>

#include "host/registry.hpp"
#include "record/trial_job.hpp"

namespace assay::train {

enum class Outcome {
  done,         ///< the trial file is written, journal and checkpoint are gone
  interrupted,  ///< asked to stop: a checkpoint is written, the trial can go on later
};

/// Polled between steps; true asks the trial to save a checkpoint and return.
using StopRequested = std::function<bool()>;

/// Runs one trial in this process, from its checkpoint when there is one, to the finished trial file.
/// Throws assay::Error when it fails; the caller then writes the failed trial's file.
Outcome run_trial(const record::TrialJob& job, const host::Registry& registry, const StopRequested& stop_requested);

}  // namespace assay::train
