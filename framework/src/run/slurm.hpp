#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

/// The few things that are asked of Slurm: sbatch, squeue, scontrol, scancel. Never sacct, which plain installations do not have.
namespace assay::run::slurm {

/// The most elements of one array. Throws SpecError "slurm.not-found" without Slurm's programs, "slurm.unreachable" when its controller does not
/// answer.
std::int64_t max_array_size();

/// Submits; returns the job's id. Throws SpecError "slurm.refused" with what sbatch says.
std::string submit(const std::vector<std::string>& arguments);

/// How many elements of each of a user's jobs are in which state ("PENDING", "RUNNING", …), by job id; jobs that have ended are absent.
/// Nothing when Slurm cannot be asked from here.
std::optional<std::map<std::string, std::map<std::string, std::int64_t>>> queued_jobs(uid_t user);

/// Jobs that have ended already are no error.
void cancel(const std::vector<std::string>& jobs);

/// The job or array element that this process runs in: "12" or "12_3"; empty outside Slurm.
std::string this_job();

/// Puts the job that this process runs in back into the queue; Slurm then ends it. False, with what Slurm says, when it does not.
bool requeue_this_job(std::string& answer);

}  // namespace assay::run::slurm
