#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace assay::record {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int file = -1) : file_(file) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();

  [[nodiscard]] int get() const { return file_; }
  /// Hands the descriptor over to the caller.
  [[nodiscard]] int release();

 private:
  int file_;
};

/// Opens with O_CLOEXEC, retrying on EINTR; -1 with errno set when that fails.
int open_file(const std::filesystem::path& path, int flags, unsigned mode = 0666);
/// Writes everything, retrying on EINTR and short writes; false with errno set when that fails.
bool write_all(int file, const char* data, std::size_t size);

/// By which one knows that a file has not changed; all zero when there is none.
struct FileIdentity {
  std::int64_t bytes = 0;
  std::int64_t mtime_ns = 0;
};
FileIdentity identity_of(const std::filesystem::path& path);

/// What to do about a write that failed for `reason`, a text of the system; empty where nothing general can be said.
std::string help_for_write(std::string_view reason);
/// Throws TrialError "record.write-failed": "cannot <verb> <path>: <reason of errno>".
[[noreturn]] void throw_write_failed(const std::string& verb, const std::filesystem::path& path, int error_number);

}  // namespace assay::record
