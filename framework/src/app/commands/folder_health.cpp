#include "app/commands/folder_health.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/vfs.h>

#include "record/posix.hpp"

namespace assay::app {
namespace {

namespace fs = std::filesystem;

/// Names of file systems by the numbers of statfs(2).
std::string name_of_file_system(std::uint32_t magic) {
  static constexpr std::array<std::pair<std::uint32_t, const char*>, 15> known{{{0xEF53U, "ext4"},
                                                                                {0x58465342U, "xfs"},
                                                                                {0x9123683EU, "btrfs"},
                                                                                {0x2FC12FC1U, "zfs"},
                                                                                {0x01021994U, "tmpfs"},
                                                                                {0x794C7630U, "overlayfs"},
                                                                                {0x6969U, "nfs"},
                                                                                {0xFF534D42U, "cifs"},
                                                                                {0xFE534D42U, "smb2"},
                                                                                {0x0BD00BD0U, "lustre"},
                                                                                {0x47504653U, "gpfs"},
                                                                                {0x00C36400U, "ceph"},
                                                                                {0x19830326U, "fhgfs"},
                                                                                {0x65735546U, "fuse"},
                                                                                {0x9FA0U, "proc"}}};
  for (const auto& [number, name] : known) {
    if (number == magic) return name;
  }
  return fmt::format("{:#x}", magic);
}

fs::path nearest_existing(const fs::path& folder) {
  fs::path path = fs::absolute(folder).lexically_normal();
  std::error_code error;
  while (!fs::is_directory(path, error) && path.has_relative_path()) path = path.parent_path();
  return path;
}

/// Whether a lock on the file keeps others out.
bool refuses_second_lock(const std::string& file) {
  const record::Descriptor first(record::open_file(file, O_RDWR));
  const record::Descriptor second(record::open_file(file, O_RDWR));
  return flock(first.get(), LOCK_EX | LOCK_NB) == 0 && flock(second.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

}  // namespace

FolderHealth folder_health(const fs::path& folder) {
  FolderHealth health;
  health.tried = nearest_existing(folder);
  struct statfs system {};
  if (statfs(health.tried.c_str(), &system) == 0) health.file_system = name_of_file_system(static_cast<std::uint32_t>(system.f_type));
  std::error_code error;
  const auto space = fs::space(health.tried, error);
  if (!error) health.free_bytes = static_cast<std::int64_t>(space.available);
  std::string file = (health.tried / ".assay-doctor-XXXXXX").string();
  const record::Descriptor made(mkostemp(file.data(), O_CLOEXEC));
  health.writable = made.get() >= 0;
  if (!health.writable) {
    health.problem = std::generic_category().message(errno);
    return health;
  }
  health.locks = refuses_second_lock(file);
  fs::remove(file, error);
  return health;
}

}  // namespace assay::app
