#include "base/machine.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include <unistd.h>

namespace assay {
namespace {

std::string first_line(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

std::string link_target(const char* link) {
  std::array<char, 256> target{};
  return readlink(link, target.data(), target.size() - 1) > 0 ? std::string(target.data()) : std::string();
}

/// The number after `key` in a file of lines "key number …"; nothing when there is none.
std::optional<std::int64_t> number_after(const std::string& file, const std::string& key) {
  std::ifstream in(file);
  std::string word;
  std::int64_t number = 0;
  while (in >> word) {
    if (word == key && in >> number) return number;
    in.clear();
    std::getline(in, word);
  }
  return std::nullopt;
}

/// The number that is all of a file; nothing for "max" and for no file.
std::optional<std::int64_t> number_in(const std::string& file) {
  std::ifstream in(file);
  std::int64_t number = 0;
  return in >> number ? std::optional(number) : std::nullopt;
}

/// What a control group may still take; pages that the kernel can drop at once do not count as taken.
std::optional<std::int64_t> left_in_group(const std::string& folder, const char* limit_file, const char* usage_file) {
  const auto limit = number_in(folder + limit_file);
  const auto usage = number_in(folder + usage_file);
  if (!limit || !usage) return std::nullopt;
  return *limit - *usage + number_after(folder + "memory.stat", "inactive_file").value_or(0);
}

/// Of the control group of this process, of version 2 or 1.
std::optional<std::int64_t> left_in_own_group() {
  std::ifstream in("/proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {
    const std::string path = line.substr(line.rfind(':') + 1) + "/";
    if (line.rfind("0::", 0) == 0) {
      if (const auto left = left_in_group("/sys/fs/cgroup" + path, "memory.max", "memory.current")) return left;
    } else if (line.find(":memory:") != std::string::npos) {
      return left_in_group("/sys/fs/cgroup/memory" + path, "memory.limit_in_bytes", "memory.usage_in_bytes");
    }
  }
  return std::nullopt;
}

}  // namespace

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

std::string machine_id() {
  const char* node = std::getenv("SLURMD_NODENAME");
  const std::string boot = first_line("/proc/sys/kernel/random/boot_id");
  return (boot.empty() ? host_name() : boot) + " " + link_target("/proc/self/ns/pid") + (node == nullptr ? "" : " " + std::string(node));
}

std::int64_t process_start(pid_t process) {
  std::ifstream in("/proc/" + std::to_string(process) + "/stat");
  const std::string stat{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(stat.substr(name_end + 1));
  std::string field;
  fields >> field;
  if (field == "Z" || field == "X") return 0;
  constexpr int fields_before_start = 18;  // of proc(5): from ppid, the 4th, to itrealvalue, the 21st
  for (int i = 0; i < fields_before_start; ++i) fields >> field;
  std::int64_t start = 0;
  fields >> start;
  return start;
}

std::int64_t available_memory_bytes() {
  constexpr std::int64_t kib = 1024;
  const std::int64_t machine = number_after("/proc/meminfo", "MemAvailable:").value_or(0) * kib;
  const auto group = left_in_own_group();
  return group && (machine == 0 || *group < machine) ? std::max<std::int64_t>(0, *group) : machine;
}

}  // namespace assay
