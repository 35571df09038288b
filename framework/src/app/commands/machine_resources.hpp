#pragma once

#include <cstdint>
#include <filesystem>

namespace assay::app {

/// What the control groups of a process allow; 0: no limit, or none that can be read.
struct GroupLimits {
  double cpus = 0.0;
  std::int64_t memory_bytes = 0;
};

/// The tightest limits from the process's group up to the root, of version 2 or 1 of control groups. `membership` is /proc/<process>/cgroup, `mount`
/// the folder below which the groups are.
GroupLimits group_limits(const std::filesystem::path& membership = "/proc/self/cgroup", const std::filesystem::path& mount = "/sys/fs/cgroup");

struct MachineResources {
  int cpus = 0;          ///< that the system has
  int allowed_cpus = 0;  ///< of these, that this process may run on
  std::int64_t memory_bytes = 0;
  std::int64_t available_bytes = 0;  ///< without swapping
  GroupLimits limits;

  /// CPUs that can be kept busy at a time, at least 1.
  [[nodiscard]] int usable_cpus() const;
  /// Memory that can be used, in bytes.
  [[nodiscard]] std::int64_t usable_bytes() const;
};

MachineResources machine_resources();

}  // namespace assay::app
