#include "base/control_group.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

#include "base/system_file.hpp"

namespace assay {
namespace {

namespace fs = std::filesystem;

/// The files in which a version of control groups keeps the memory of a group, those below it included.
struct MemoryFiles {
  const char* limit;
  const char* usage;
  const char* droppable;  ///< key in memory.stat
};

constexpr MemoryFiles version_1{"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"};
constexpr MemoryFiles version_2{"memory.max", "memory.current", "inactive_file"};
constexpr std::int64_t unlimited = std::int64_t{1} << 60U;  // version 1 shows the largest number of pages

template <class T>
void tighten(T& limit, T other) {
  if (other > 0 && (limit <= 0 || other < limit)) limit = other;
}

void read_memory(const fs::path& folder, const MemoryFiles& files, GroupLimits& limits) {
  const std::int64_t limit = number_in(folder / files.limit).value_or(0);
  if (limit <= 0 || limit >= unlimited) return;
  tighten(limits.memory_bytes, limit);
  const auto usage = number_in(folder / files.usage);
  if (!usage) return;
  const std::int64_t droppable = number_after(folder / "memory.stat", files.droppable).value_or(0);
  const std::int64_t left = std::max<std::int64_t>(0, limit - *usage + droppable);
  limits.memory_left_bytes = std::min(left, limits.memory_left_bytes.value_or(left));
}

void read_version_2(const fs::path& folder, GroupLimits& limits) {
  read_memory(folder, version_2, limits);
  std::istringstream text(first_line(folder / "cpu.max"));
  double quota = 0.0;
  double period = 0.0;
  if (text >> quota >> period && period > 0.0) tighten(limits.cpus, quota / period);
}

void read_version_1(const fs::path& folder, GroupLimits& limits) {
  read_memory(folder, version_1, limits);
  const std::int64_t quota = number_in(folder / "cpu.cfs_quota_us").value_or(0);
  const std::int64_t period = number_in(folder / "cpu.cfs_period_us").value_or(0);
  if (quota > 0 && period > 0) tighten(limits.cpus, static_cast<double>(quota) / static_cast<double>(period));
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

}  // namespace assay
