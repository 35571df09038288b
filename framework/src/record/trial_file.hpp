#pragma once

#include <filesystem>

#include "record/trial_record.hpp"

namespace assay::record {

/// Writes the whole file under a temporary name, flushes, fsyncs and renames it: readers see all of it or nothing.
/// Throws TrialError "record.write-failed"; a temporary file is removed.
void write_trial_file(const std::filesystem::path& path, const TrialRecord& record);

/// What tables and indexes need, without artifacts and weights.
/// Throws DataError "h5.unreadable", "h5.not-a-trial", "h5.newer-layout".
TrialRecord read_trial_file(const std::filesystem::path& path);

}  // namespace assay::record
