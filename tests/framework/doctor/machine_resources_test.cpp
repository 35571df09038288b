#include "app/commands/machine_resources.hpp"

#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include "support/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;
using assay::app::group_limits;
using assay::app::MachineResources;
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
}

TEST_CASE("no control group and a broken one are no limit") {
  const TemporaryFolder folder;
  CHECK(group_limits(folder / "absent", folder / "groups").memory_bytes == 0);
  write(folder / "membership", "nonsense\n0::/../../\n");
  write(folder / "groups/cpu.max", "what\n");
  CHECK(group_limits(folder / "membership", folder / "groups").cpus == 0.0);
}

TEST_CASE("what can be used is what the tightest of all limits leaves") {
  MachineResources machine;
  machine.cpus = 16;
  machine.allowed_cpus = 8;
  machine.available_bytes = 1000;
  CHECK(machine.usable_cpus() == 8);
  CHECK(machine.usable_bytes() == 1000);
  machine.limits = {2.5, 600};
  CHECK(machine.usable_cpus() == 2);
  CHECK(machine.usable_bytes() == 600);
  machine.limits = {0.5, 2000};
  CHECK(machine.usable_cpus() == 1);
  CHECK(machine.usable_bytes() == 1000);
}

TEST_CASE("this machine has CPUs and memory") {
  const auto machine = assay::app::machine_resources();
  CHECK(machine.cpus >= machine.usable_cpus());
  CHECK(machine.usable_cpus() >= 1);
  CHECK(machine.memory_bytes >= machine.available_bytes);
  CHECK(machine.available_bytes > 0);
}
