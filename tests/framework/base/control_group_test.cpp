#include "base/control_group.hpp"

#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include "support/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;
using assay::group_limits;
using test_support::TemporaryFolder;

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

}  // namespace

TEST_CASE("limits of control groups of version 2 are the tightest from the group to the root") {
  const TemporaryFolder folder;
  write(folder / "membership", "0::/slurm/job_1\n");
  write(folder / "groups/slurm/job_1/cpu.max", "max 100000\n");
  write(folder / "groups/slurm/cpu.max", "250000 100000\n");
  write(folder / "groups/slurm/job_1/memory.max", "8000000000\n");
  write(folder / "groups/slurm/memory.max", "9000000000\n");
  write(folder / "groups/memory.max", "max\n");
  const auto limits = group_limits(folder / "membership", folder / "groups");
  CHECK(limits.cpus == doctest::Approx(2.5));
  CHECK(limits.memory_bytes == 8000000000);
}

TEST_CASE("limits of control groups of version 1 lie in a folder per controller") {
  const TemporaryFolder folder;
  write(folder / "membership", "4:memory:/box\n3:cpu,cpuacct:/\n1:name=systemd:/box\n");
  write(folder / "groups/memory/box/memory.limit_in_bytes", "9223372036854771712\n");  // what the kernel shows for no limit
  write(folder / "groups/memory/memory.limit_in_bytes", "4000000000\n");
  write(folder / "groups/cpu/cpu.cfs_quota_us", "50000\n");
  write(folder / "groups/cpu/cpu.cfs_period_us", "100000\n");
  const auto limits = group_limits(folder / "membership", folder / "groups");
  CHECK(limits.cpus == doctest::Approx(0.5));
  CHECK(limits.memory_bytes == 4000000000);
  CHECK_FALSE(limits.memory_left_bytes);
}

TEST_CASE("the memory that is left is that of the fullest group, what the kernel can drop at once included") {
  const TemporaryFolder folder;
  write(folder / "membership", "0::/user/session\n");
  write(folder / "groups/user/session/memory.max", "max\n");  // the limit is further up
  write(folder / "groups/user/session/memory.current", "700\n");
  write(folder / "groups/user/memory.max", "1000\n");
  write(folder / "groups/user/memory.current", "900\n");
  write(folder / "groups/user/memory.stat", "anon 600\ninactive_file 250\n");
  write(folder / "groups/memory.max", "5000\n");
  write(folder / "groups/memory.current", "2000\n");
  CHECK(group_limits(folder / "membership", folder / "groups").memory_left_bytes == 350);
  write(folder / "groups/memory.current", "4900\n");
  CHECK(group_limits(folder / "membership", folder / "groups").memory_left_bytes == 100);
  write(folder / "groups/memory.current", "5100\n");
  CHECK(group_limits(folder / "membership", folder / "groups").memory_left_bytes == 0);
}

TEST_CASE("in version 1 the droppable pages of the groups below count as well") {
  const TemporaryFolder folder;
  write(folder / "membership", "4:memory:/box\n");
  write(folder / "groups/memory/box/memory.limit_in_bytes", "1000\n");
  write(folder / "groups/memory/box/memory.usage_in_bytes", "900\n");
  write(folder / "groups/memory/box/memory.stat", "inactive_file 10\ntotal_inactive_file 50\n");
  CHECK(group_limits(folder / "membership", folder / "groups").memory_left_bytes == 150);
}

TEST_CASE("no control group and a broken one are no limit") {
  const TemporaryFolder folder;
  CHECK(group_limits(folder / "absent", folder / "groups").memory_bytes == 0);
  write(folder / "membership", "nonsense\n0::/../../\n");
  write(folder / "groups/cpu.max", "what\n");
  CHECK(group_limits(folder / "membership", folder / "groups").cpus == 0.0);
}
