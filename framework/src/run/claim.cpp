#include "run/claim.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "assay/core/error.hpp"
#include "record/posix.hpp"

namespace assay::run {
namespace {

int open_lock_file(const std::filesystem::path& file) {
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor >= 0) return descriptor;
  const std::string reason = std::strerror(errno);
  throw TrialError(Diagnostic{"run.not-writable", "cannot open the lock '" + file.string() + "': " + reason, {}, record::help_for_write(reason), {}});
}

/// False when another process holds the lock. Where the file system has no locks every process gets it; the lease alone decides then.
bool lock(int descriptor, int operation) {
  int result = 0;
  do result = flock(descriptor, operation);
  while (result != 0 && errno == EINTR);
  return result == 0 || errno != EWOULDBLOCK;
}

}  // namespace

std::optional<Claim> Claim::try_take(const std::filesystem::path& file) {
  Claim claim(open_lock_file(file));
  if (!lock(claim.file_, LOCK_EX | LOCK_NB)) return std::nullopt;
  return claim;
}

Claim Claim::take(const std::filesystem::path& file) {
  Claim claim(open_lock_file(file));
  lock(claim.file_, LOCK_EX);
  return claim;
}

bool Claim::is_taken(const std::filesystem::path& file) {
  int descriptor = open(file.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0 && errno == EACCES) descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);  // another user's
  if (descriptor < 0) return false;
  const bool taken = !lock(descriptor, LOCK_EX | LOCK_NB);
  close(descriptor);
  return taken;
}

Claim::Claim(Claim&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

Claim::~Claim() {
  if (file_ >= 0) close(file_);
}

}  // namespace assay::run
