#include "record/posix.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "assay/core/error.hpp"

namespace assay::record {

Descriptor::~Descriptor() {
  if (file_ >= 0) ::close(file_);
}

int Descriptor::release() {
  const int file = file_;
  file_ = -1;
  return file;
}

int open_file(const std::filesystem::path& path, int flags, unsigned mode) {
  int file = -1;
  do {
    file = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (file < 0 && errno == EINTR);
  return file;
}

bool write_all(int file, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(file, data, size);
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    data += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

FileIdentity identity_of(const std::filesystem::path& path) {
  constexpr std::int64_t ns = 1'000'000'000;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {status.st_size, std::int64_t{status.st_mtim.tv_sec} * ns + status.st_mtim.tv_nsec};
}

std::string help_for_write(std::string_view reason) {
  for (const int full : {ENOSPC, EDQUOT}) {
    if (reason.find(std::generic_category().message(full)) != std::string_view::npos) return "free some space, then give the same command again";
  }
  return {};
}

void throw_write_failed(const std::string& verb, const std::filesystem::path& path, int error_number) {
  const std::string reason = std::generic_category().message(error_number);
  throw TrialError(Diagnostic{"record.write-failed", fmt::format("cannot {} '{}': {}", verb, path.string(), reason), {}, help_for_write(reason), {}});
}

}  // namespace assay::record
