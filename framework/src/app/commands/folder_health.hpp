#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace assay::app {

/// What a folder is good for, tried out. A folder that does not exist yet is judged by the nearest one above it.
struct FolderHealth {
  std::filesystem::path tried;  ///< the folder that was tried
  std::string file_system;      ///< "ext4", "nfs", "tmpfs", …; a number in hexadecimal digits when it has no name here
  std::int64_t free_bytes = 0;  ///< for this user
  bool writable = false;        ///< files can be made in it
  bool locks = false;           ///< of two locks (flock) on one file the second is refused
  std::string problem;          ///< why it is not writable
};

FolderHealth folder_health(const std::filesystem::path& folder);

}  // namespace assay::app
