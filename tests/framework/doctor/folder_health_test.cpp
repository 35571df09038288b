#include "app/commands/folder_health.hpp"

#include <doctest/doctest.h>

#include "support/temporary_folder.hpp"

using assay::app::folder_health;
using test_support::TemporaryFolder;

TEST_CASE("a folder that can be written is tried and left as it was") {
  const TemporaryFolder folder;
  const auto health = folder_health(folder / "runs" / "study");  // not there yet
  CHECK(health.tried == folder.path());
  CHECK(health.writable);
  CHECK(health.locks);
  CHECK(health.free_bytes > 0);
  CHECK_FALSE(health.file_system.empty());
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a folder that cannot be written says why") {
  const auto health = folder_health("/proc/runs");
  CHECK(health.tried == "/proc");
  CHECK(health.file_system == "proc");
  CHECK_FALSE(health.writable);
  CHECK_FALSE(health.problem.empty());
}
