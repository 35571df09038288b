#pragma once

#include "run/executor.hpp"

namespace assay::run {

/// Submits the plan to Slurm and returns: an array per level of stages, one for the trials, each after the one before, and a closing job that runs
/// what lost elements have left and writes the index. Arrays longer than the site allows are split. Every element runs `assay work`, which puts
/// whatever trial is free through a LocalExecutor; so an element that is lost, late or superfluous leaves no gap and does nothing twice. While jobs
/// of an earlier submission of the run are in the queue, nothing is submitted.
class SlurmExecutor final : public Executor {
 public:
  /// Throws SpecError "slurm.not-found", "slurm.unreachable", "slurm.refused", "slurm.bad-option", "slurm.no-arrays"; what was submitted by then is
  /// cancelled.
  RunResult execute(const Work& work) override;
};

}  // namespace assay::run
