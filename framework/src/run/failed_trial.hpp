#pragma once

#include "assay/core/error.hpp"
#include "record/trial_job.hpp"

namespace assay::run {

/// Writes the file of a trial that failed: its identity, what its journal tells, and why; then removes journal, checkpoint and parts.
/// A result that is there stays: the process may have ended badly after it wrote it, and another run may have been faster.
/// Call it with the trial's claim. Throws TrialError "record.write-failed".
void write_failed_trial(const record::TrialJob& job, const record::Failure& failure);

/// Likewise, of a trial that was stopped early, by a budget.
void write_stopped_trial(const record::TrialJob& job, const record::Failure& why);

/// What the first diagnostic of `error` says, notes included.
record::Failure failure_from(const Error& error);

/// Removes what a running trial keeps beside its file.
void remove_working_files(const record::RunFolder& folder, const std::string& id);

}  // namespace assay::run
