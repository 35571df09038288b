#include "app/commands/machine_resources.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>

#include <sched.h>
#include <unistd.h>

namespace assay::app {
namespace {

namespace fs = std::filesystem;

std::string first_line(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

/// The number in a file; 0 when there is none, such as "max".
std::int64_t number_in(const fs::path& file) {
  std::istringstream text(first_line(file));
  std::int64_t number = 0;
  return text >> number ? number : 0;
}

template <class T>
void tighten(T& limit, T other) {
  if (other > 0 && (limit <= 0 || other < limit)) limit = other;
}

/// Calls `visit` for the group's folder and all above it, up to `mount`.
template <class Visit>
void for_each_ancestor(const fs::path& mount, const std::string& group, const Visit& visit) {
  fs::path inner = fs::path(group).relative_path().lexically_normal();
  while (true) {
    visit(mount / inner);
    if (inner.empty() || inner == ".") return;
    inner = inner.parent_path();
  }
}

void read_version_2(const fs::path& folder, GroupLimits& limits) {
  tighten(limits.memory_bytes, number_in(folder / "memory.max"));
  std::istringstream text(first_line(folder / "cpu.max"));
  double quota = 0.0;
  double period = 0.0;
  if (text >> quota >> period && period > 0.0) tighten(limits.cpus, quota / period);
}

void read_version_1(const fs::path& folder, GroupLimits& limits) {
  constexpr std::int64_t unlimited = std::int64_t{1} << 60U;  // what the kernel shows is the largest number of pages
  const std::int64_t memory = number_in(folder / "memory.limit_in_bytes");
  if (memory < unlimited) tighten(limits.memory_bytes, memory);
  const std::int64_t quota = number_in(folder / "cpu.cfs_quota_us");
  const std::int64_t period = number_in(folder / "cpu.cfs_period_us");
  if (quota > 0 && period > 0) tighten(limits.cpus, static_cast<double>(quota) / static_cast<double>(period));
}

/// A value of /proc/meminfo in bytes; 0 when it has none.
std::int64_t memory_of(const std::string& key) {
  std::ifstream in("/proc/meminfo");
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    std::string name;
    std::int64_t kibibytes = 0;
    if (fields >> name >> kibibytes && name == key + ':') return kibibytes * 1024;
  }
  return 0;
}

}  // namespace

GroupLimits group_limits(const fs::path& membership, const fs::path& mount) {
  GroupLimits limits;
  std::ifstream in(membership);
  for (std::string line; std::getline(in, line);) {  // "number:controllers:group"
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (controllers.empty()) {
      for_each_ancestor(mount, group, [&](const fs::path& folder) { read_version_2(folder, limits); });
      continue;
    }
    std::istringstream names(controllers);
    for (std::string name; std::getline(names, name, ',');) {
      if (name != "memory" && name != "cpu") continue;
      for_each_ancestor(mount / name, group, [&](const fs::path& folder) { read_version_1(folder, limits); });
    }
  }
  return limits;
}

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
  resources.memory_bytes = memory_of("MemTotal");
  resources.available_bytes = memory_of("MemAvailable");
  resources.limits = group_limits();
  return resources;
}

}  // namespace assay::app
