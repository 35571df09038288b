#include "app/commands/machine_resources.hpp"

#include <algorithm>
#include <cmath>

#include <sched.h>
#include <unistd.h>

#include "base/machine.hpp"

namespace assay::app {
int MachineResources::usable_cpus() const {
  const int quota = limits.cpus > 0.0 ? std::max(1, static_cast<int>(std::floor(limits.cpus))) : allowed_cpus;
  return std::max(1, std::min(allowed_cpus, quota));
}

std::int64_t MachineResources::usable_bytes() const {
  return limits.memory_bytes > 0 ? std::min(available_bytes, limits.memory_bytes) : available_bytes;
}

MachineResources machine_resources() {
  MachineResources resources;
  resources.cpus = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
  cpu_set_t allowed{};
  resources.allowed_cpus = sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : resources.cpus;
  resources.memory_bytes = memory_info_bytes("MemTotal");
  resources.available_bytes = memory_info_bytes("MemAvailable");
  resources.limits = group_limits();
  return resources;
}

}  // namespace assay::app
