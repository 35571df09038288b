#include "run/shared_folder.hpp"

#include <sys/stat.h>

namespace assay::run {
namespace {

/// Bits of a umask that would keep out those who may write to `folder`.
mode_t bits_in_the_way(const std::filesystem::path& folder) {
  struct stat status {};
  if (stat(folder.c_str(), &status) != 0) return 0;
  return ((status.st_mode & S_IWGRP) != 0 ? mode_t{S_IRWXG} : mode_t{0}) | ((status.st_mode & S_IWOTH) != 0 ? mode_t{S_IRWXO} : mode_t{0});
}

}  // namespace

SharedFolderMask::SharedFolderMask(const std::filesystem::path& folder) : before_(umask(0)) { umask(before_ & ~bits_in_the_way(folder)); }

SharedFolderMask::~SharedFolderMask() { umask(before_); }

}  // namespace assay::run
