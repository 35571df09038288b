#pragma once

#include <cstdint>

#include "base/control_group.hpp"

namespace assay::app {

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
