#pragma once

#include <filesystem>
#include <string_view>

namespace assay::record {

/// A file that appears under its name whole or not at all. Write to `temporary()`, then `commit()`.
/// Without a commit the destructor removes the temporary file.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path target);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }
  /// See `move_into_place`.
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
};

/// fsync, rename over the target, fsync of the folder. Throws TrialError "record.write-failed".
void move_into_place(const std::filesystem::path& temporary, const std::filesystem::path& target);

/// True for the name that an AtomicFile leaves behind when its process was killed: the process named in it is gone. Of another
/// host's process that is not known; its files are leftovers when they are two days old.
bool is_temporary_leftover(const std::filesystem::path& path);

/// Replaces a small text file atomically. Throws TrialError "record.write-failed".
void write_text_atomically(const std::filesystem::path& path, std::string_view text);

}  // namespace assay::record
