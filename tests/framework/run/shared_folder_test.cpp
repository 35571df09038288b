#include <doctest/doctest.h>

#include <filesystem>

#include <sys/stat.h>

#include "run/shared_folder.hpp"
#include "support/folder_files.hpp"
#include "support/temporary_folder.hpp"

using assay::run::SharedFolderMask;

namespace {

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777U;
}

/// Mode of a file that is made with umask 077 while `folder` is told to be shared.
mode_t mode_of_new_file(const std::filesystem::path& folder, const char* name) {
  const mode_t before = umask(077);
  {
    const SharedFolderMask mask(folder);
    test_support::write_bytes(folder / name, "x");
  }
  test_support::write_bytes(folder / "after", "x");
  umask(before);
  CHECK(mode_of(folder / "after") == 0600);
  return mode_of(folder / name);
}

}  // namespace

TEST_CASE("what is made in a folder is for those who may write to it") {
  const test_support::TemporaryFolder folder;
  chmod(folder.path().c_str(), 0755);
  CHECK(mode_of_new_file(folder.path(), "own") == 0600);
  chmod(folder.path().c_str(), 02770);
  CHECK(mode_of_new_file(folder.path(), "group") == 0660);
  chmod(folder.path().c_str(), 01777);
  CHECK(mode_of_new_file(folder.path(), "all") == 0666);
}

TEST_CASE("a folder that does not exist changes nothing") {
  const mode_t before = umask(027);
  {
    const SharedFolderMask mask("/nonexistent/folder");
    const mode_t inside = umask(0);
    umask(inside);
    CHECK(inside == 027);
  }
  umask(before);
}
