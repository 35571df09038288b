#pragma once

#include <filesystem>
#include <string>

#include "base/settings.hpp"

namespace assay::run {

/// What the script of one batch of jobs says.
struct JobScript {
  std::string name;  ///< of the jobs: "assay:study:trials"
  std::string batch;
  std::int64_t submission = 0;
  std::filesystem::path program;  ///< assay
  std::filesystem::path run;      ///< the run folder
  std::int64_t processors = 1;    ///< of one element
  SlurmOptions options;
};

/// A script for sbatch; its optional argument is the number of the array's first element. The array, its throttle, the dependency and the log file
/// are given to sbatch, because they differ between the arrays of a batch. Throws SpecError "slurm.bad-option" for a value that would not stay on its
/// line.
std::string job_script(const JobScript& script);

}  // namespace assay::run
