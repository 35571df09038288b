#pragma once

#include <filesystem>
#include <vector>

#include "assay/core/value.hpp"
#include "record/array.hpp"

namespace assay::record {

/// The state of a running trial: what a resumed one needs to go on with the same bits.
struct Checkpoint {
  Value meta;  ///< trial_id, epoch, journal_bytes, wall_s, resumes, …
  std::vector<Array> arrays;
};

/// Atomic (temporary name, fsync, rename). Throws TrialError "record.write-failed".
void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);
/// Throws DataError "h5.unreadable" when it is damaged; the trial then starts over.
Checkpoint read_checkpoint(const std::filesystem::path& path);

}  // namespace assay::record
