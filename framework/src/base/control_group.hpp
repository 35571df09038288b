#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "assay/abi/export.hpp"

namespace assay {

/// What the control groups of a process allow.
struct GroupLimits {
  double cpus = 0.0;                              ///< 0: no limit, or none that can be read
  std::int64_t memory_bytes = 0;                  ///< likewise
  std::optional<std::int64_t> memory_left_bytes;  ///< until the first of the limits is reached; pages that the kernel can drop at once count as left
};

/// The tightest limits from the process's group up to the root, of version 2 or 1 of control groups. `membership` is /proc/<process>/cgroup, `mount`
/// the folder below which the groups are.
ASSAY_EXPORT GroupLimits group_limits(const std::filesystem::path& membership = "/proc/self/cgroup",
                                      const std::filesystem::path& mount = "/sys/fs/cgroup");

}  // namespace assay
