#pragma once

#include <filesystem>

#include <sys/types.h>

namespace assay::run {

/// While it lives, files and folders that this process makes can be used by everybody who may write to `folder`, its group or all, whatever the umask
/// of the user: a stage cache or a run folder of several users. Changes nothing where `folder` is its owner's alone or absent.
class SharedFolderMask {
 public:
  explicit SharedFolderMask(const std::filesystem::path& folder);
  SharedFolderMask(const SharedFolderMask&) = delete;
  SharedFolderMask& operator=(const SharedFolderMask&) = delete;
  ~SharedFolderMask();

 private:
  mode_t before_;
};

}  // namespace assay::run
