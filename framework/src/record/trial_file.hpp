#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "record/trial_record.hpp"

namespace assay::record {

/// Writes the whole file under a temporary name, flushes, fsyncs and renames it: readers see all of it or nothing.
/// Throws TrialError "record.write-failed"; a temporary file is removed.
void write_trial_file(const std::filesystem::path& path, const TrialRecord& record);

/// Everything but artifacts and weights.
/// Throws DataError "h5.unreadable", "h5.not-a-trial", "h5.newer-layout".
TrialRecord read_trial_file(const std::filesystem::path& path);

/// What indexes and tables need of one trial, whether it ended or not.
struct TrialSummary {
  std::string id, arm, status = "pending";  ///< status: "done", "failed", "stopped" (early, by a budget) or "pending" (not ended yet)
  std::int64_t seed = 0;
  Value axes;
  double wall_s = 0.0;
  std::int64_t peak_memory_bytes = 0;
  std::string finished_utc;
  std::string error_code, error_text;  ///< of a failed or stopped trial
  bool uses_label_information = false;
  std::map<std::string, double> final_metrics;
  std::int64_t file_bytes = 0;     ///< size and …
  std::int64_t file_mtime_ns = 0;  ///< … time of the trial file, by which an index knows that it is still up to date; 0 without a file
};

/// Reads only that. Throws as read_trial_file does.
TrialSummary read_trial_summary(const std::filesystem::path& path);

/// One array by its path in the file ("artifacts/assignment", "weights/encoder/layer0.weight"). Throws as read_trial_file does.
Array read_trial_array(const std::filesystem::path& path, const std::string& array_path);

/// Paths of all arrays in "artifacts" or "weights", in the order of writing, relative to that group.
std::vector<std::string> list_trial_arrays(const std::filesystem::path& path, const std::string& group);

}  // namespace assay::record
