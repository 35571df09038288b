#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace assay::data {

struct ArchiveMember {
  std::string name;              ///< in the archive
  std::filesystem::path target;  ///< the file that it becomes, whole or not at all
};

/// Called for every piece that was unpacked; says whether to go on.
using UnpackWatch = std::function<bool()>;

/// Unpacks regular files of a tar archive, plain or gzip-compressed (POSIX ustar). Returns false when `watch` ended it.
/// Throws DataError "data.bad-archive" when it is damaged or lacks a member, TrialError "record.write-failed".
bool unpack(const std::filesystem::path& archive, const std::vector<ArchiveMember>& members, const UnpackWatch& watch);

}  // namespace assay::data
