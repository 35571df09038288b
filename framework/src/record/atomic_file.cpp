#include "record/atomic_file.hpp"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill is POSIX
#include <unistd.h>

#include "base/machine.hpp"
#include "record/posix.hpp"

namespace assay::record {
namespace {

constexpr std::string_view infix = ".tmp-";

void sync_path(const std::filesystem::path& path, int flags) {
  const Descriptor file(open_file(path, flags));
  // Some file systems cannot sync folders and say EINVAL; the rename is then as durable as they make it.
  if (file.get() < 0 || (::fsync(file.get()) != 0 && errno != EINVAL)) throw_write_failed("sync", path, errno);
}

/// Whether a file of another host, whose processes cannot be seen from here, was last written long before any clock's error.
bool is_days_old(const std::filesystem::path& path) {
  std::error_code error;
  const auto written = std::filesystem::last_write_time(path, error);
  return !error && std::filesystem::file_time_type::clock::now() - written > std::chrono::hours(48);
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path target) : target_(std::move(target)) {
  temporary_ = target_;
  temporary_ += fmt::format("{}{}@{}", infix, ::getpid(), host_name());
}

AtomicFile::~AtomicFile() {
  std::error_code ignored;
  if (!temporary_.empty()) std::filesystem::remove(temporary_, ignored);
}

void AtomicFile::commit() {
  move_into_place(temporary_, target_);
  temporary_.clear();
}

void move_into_place(const std::filesystem::path& temporary, const std::filesystem::path& target) {
  sync_path(temporary, O_RDONLY);
  if (std::rename(temporary.c_str(), target.c_str()) != 0) throw_write_failed("rename to", target, errno);
  const auto folder = target.parent_path();
  sync_path(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
}

bool is_temporary_leftover(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  const auto found = name.rfind(infix);
  if (found == std::string::npos || found == 0) return false;
  const std::string owner = name.substr(found + infix.size());
  pid_t process = 0;
  const auto parsed = std::from_chars(owner.data(), owner.data() + owner.size(), process);
  const std::string host(parsed.ptr, owner.data() + owner.size());
  if (parsed.ec != std::errc() || process <= 0 || (!host.empty() && host.front() != '@')) return false;
  if (!host.empty() && host.substr(1) != host_name()) return is_days_old(path);
  return ::kill(process, 0) != 0 && errno == ESRCH;
}

void write_text_atomically(const std::filesystem::path& path, std::string_view text) {
  AtomicFile file(path);
  const Descriptor descriptor(open_file(file.temporary(), O_WRONLY | O_CREAT | O_TRUNC));
  if (descriptor.get() < 0 || !write_all(descriptor.get(), text.data(), text.size())) throw_write_failed("write", path, errno);
  file.commit();
}

}  // namespace assay::record
