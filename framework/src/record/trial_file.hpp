#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "record/trial_record.hpp"
#include "record/trial_summary.hpp"

namespace assay::record {

/// Writes the whole file under a temporary name, flushes, fsyncs and renames it: readers see all of it or nothing.
/// Throws TrialError "record.write-failed"; a temporary file is removed.
void write_trial_file(const std::filesystem::path& path, const TrialRecord& record);

/// Everything but artifacts and weights.
/// Throws DataError "h5.unreadable", "h5.not-a-trial", "h5.newer-layout".
TrialRecord read_trial_file(const std::filesystem::path& path);

/// What the seal of the file says, or else the file. Throws as read_trial_file does.
TrialSummary read_trial_summary(const std::filesystem::path& path);

/// One array by its path in the file ("artifacts/assignment", "weights/encoder/layer0.weight"). Throws as read_trial_file does.
Array read_trial_array(const std::filesystem::path& path, const std::string& array_path);

/// Paths of all arrays in "artifacts" or "weights", in the order of writing, relative to that group.
std::vector<std::string> list_trial_arrays(const std::filesystem::path& path, const std::string& group);

}  // namespace assay::record
