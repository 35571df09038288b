#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

#include "base/catalog.hpp"
#include "plan/plan.hpp"
#include "run/provenance.hpp"

namespace assay::run {

/// What was handed over to be run later, with all that the processes which run it need to know; lies in <run>/slurm/<number>/work.json.
struct SubmittedWork {
  plan::Plan plan;
  RunContext context;
  std::string build;                                  ///< build_of() when it was submitted
  std::map<std::string, std::int64_t> failed_before;  ///< times of the files of trials and stages that had failed by then, by id
};

/// One array, or single job, of a submission.
struct SubmittedJob {
  std::string id;     ///< of Slurm
  std::string batch;  ///< "stages-0", …, "trials" or "closing"
  std::int64_t elements = 1;
};

/// <run>/slurm/<number>
std::filesystem::path submission_folder(const record::RunFolder& run, std::int64_t number);

/// The number of the newest submission of the run; 0 when there is none.
std::int64_t last_submission(const record::RunFolder& run);

/// Makes the folder of a new submission and returns its number. Throws TrialError "run.not-writable".
std::int64_t new_submission(const record::RunFolder& run);

/// Throws TrialError "record.write-failed".
void write_work(const std::filesystem::path& folder, const SubmittedWork& work);
/// Throws DataError "slurm.no-work" when it is not there or not whole: the run folder is not the one that was submitted, or not shared.
SubmittedWork read_work(const std::filesystem::path& folder);

/// Throws TrialError "record.write-failed".
void write_jobs(const std::filesystem::path& folder, const std::vector<SubmittedJob>& jobs);
/// None when there is no list.
std::vector<SubmittedJob> read_jobs(const std::filesystem::path& folder);

/// Whose jobs they are. This user when that is not known.
uid_t submitter_of(const std::filesystem::path& folder);

/// A hash of the programs and of all libraries that the plan uses: what computes the results.
std::string build_of(const plan::Plan& plan, const Catalog& catalog);

}  // namespace assay::run
