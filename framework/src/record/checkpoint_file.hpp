#pragma once

#include <filesystem>
#include <vector>

#include "assay/core/value.hpp"
#include "record/array.hpp"

namespace assay::record {

/// The state of a running trial: what a resumed one needs to go on with the same bits.
struct Checkpoint {
  Value meta;                 ///< trial_id, epoch, journal_bytes, wall_s, resumes, …; numbers that must keep every bit (NaN too) belong in `arrays`
  std::vector<Array> arrays;  ///< any names, in this order
};

/// Atomic (temporary name, fsync, rename). Throws TrialError "record.write-failed"; the previous checkpoint then stays.
void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);
/// Throws DataError "h5.unreadable" when it is absent or damaged (a checksum covers every byte), "h5.newer-layout"; the trial then starts over.
Checkpoint read_checkpoint(const std::filesystem::path& path);

}  // namespace assay::record
