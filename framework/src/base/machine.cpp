#include "base/machine.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include <unistd.h>

#include "base/control_group.hpp"
#include "base/system_file.hpp"

namespace assay {
namespace {

std::string link_target(const char* link) {
  std::array<char, 256> target{};
  return readlink(link, target.data(), target.size() - 1) > 0 ? std::string(target.data()) : std::string();
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

std::int64_t memory_info_bytes(const std::string& entry) {
  constexpr std::int64_t kib = 1024;
  return number_after("/proc/meminfo", entry + ':').value_or(0) * kib;
}

std::int64_t available_memory_bytes() {
  const std::int64_t machine = memory_info_bytes("MemAvailable");
  const std::int64_t group = group_limits().memory_left_bytes.value_or(machine);
  return machine == 0 ? group : std::min(machine, group);
}

}  // namespace assay
