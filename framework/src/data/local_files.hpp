#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/manifest.hpp"

namespace assay::data {

/// What a look at names and sizes tells. `repacked`: the file is there under its name without or with ".gz", which readers take as well,
/// but no checksum is known of it.
enum class FileState { absent, present, repacked, wrong_size };

struct LocalFile {
  std::filesystem::path path;  ///< where it is; empty when it is absent
  FileState state = FileState::absent;
  std::int64_t bytes = 0;  ///< that it has
};

/// The file in the first of `roots` that has it.
LocalFile find_local(const PublishedFile& file, const std::vector<std::filesystem::path>& roots);

enum class SetState { absent, partial, present, corrupt };

/// "absent", "partial", "present" or "corrupt".
const char* name_of(SetState state);

/// Of a data set by names and sizes; optional files count only where they are there.
SetState state_of(const std::vector<PublishedFile>& files, const std::vector<LocalFile>& local);

/// The checksum in the file beside `file`, `<name>.sha256` in the form of sha256sum; empty when there is none.
std::string recorded_checksum(const std::filesystem::path& file);
/// Writes that file. Throws TrialError "record.write-failed".
void record_checksum(const std::filesystem::path& file, const std::string& checksum);

/// How a file stands up to its checksum.
enum class Verdict { sound, damaged, unknown };

struct Verification {
  Verdict verdict = Verdict::unknown;  ///< unknown: nothing to hold it against
  std::string checksum;                ///< of the file
  std::string text;                    ///< "as published", "as first fetched", or what is wrong
};

/// Reads the file. Throws DataError "data.unreadable".
Verification verify(const PublishedFile& file, const LocalFile& local);

}  // namespace assay::data
