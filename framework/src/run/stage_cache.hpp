#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "record/run_folder.hpp"
#include "record/verify.hpp"

namespace assay::run {

/// One stage that a cache holds, finished or not.
struct CachedStage {
  std::string id;
  std::string status;   ///< "done", "failed", "running", "started" (a checkpoint or journal), or "unreadable"
  std::string method;   ///< "autoencoder"; empty when there is no readable file
  std::string dataset;  ///< "mnist"
  std::int64_t seed = 0;
  double wall_s = 0.0;
  std::int64_t bytes = 0;    ///< of all its files
  double unused_days = 0.0;  ///< since it was computed or a run last started from it
};

/// Every stage, the one longest unused first.
std::vector<CachedStage> list_stages(const record::RunFolder& cache);

/// Notes that a run starts from the stage.
void mark_used(const record::RunFolder& cache, const std::string& id);

struct CacheCleaning {
  std::vector<CachedStage> removed;
  std::vector<record::Problem> problems;  ///< files that the system refuses to remove, as those of other users in a folder with the sticky bit
};

/// Removes the stages that have not been used for `days`; those that some process works on stay.
CacheCleaning remove_unused_stages(const record::RunFolder& cache, double days);

/// Opens every finished stage and reads all of it.
std::vector<record::Problem> verify_stages(const record::RunFolder& cache);

}  // namespace assay::run
