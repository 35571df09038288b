#include "host/stamp.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace assay::host {
namespace {

constexpr const char* absent = "(absent)";

std::string value_of(const Stamp& stamp, std::string_view key) {
  const auto found = std::find_if(stamp.begin(), stamp.end(), [&](const auto& entry) { return entry.first == key; });
  return found == stamp.end() ? absent : found->second;
}

/// "gcc" of "gcc 12.2".
std::string family(const std::string& version) { return version.substr(0, version.find(' ')); }
/// "libstdc++ 12" of "libstdc++ 12.1".
std::string family_and_major(const std::string& version) { return version.substr(0, version.find('.')); }
std::string whole(const std::string& value) { return value; }

struct Policy {
  const char* key;
  std::string (*compared)(const std::string&);
};

constexpr std::array<Policy, 7> policies{{{"assay_headers", whole},
                                          {"torch", whole},
                                          {"cxx11_abi", whole},
                                          {"stdlib", family_and_major},
                                          {"compiler", family},
                                          {"debug_containers", whole},
                                          {"sanitizers", whole}}};

}  // namespace

Stamp parse_stamp(std::string_view text) {
  Stamp stamp;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos) stamp.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  return stamp;
}

std::vector<StampDifference> stamp_differences(const Stamp& plugin, const Stamp& host) {
  std::vector<StampDifference> differences;
  for (const auto& policy : policies) {
    const std::string theirs = value_of(plugin, policy.key);
    const std::string ours = value_of(host, policy.key);
    if (policy.compared(theirs) != policy.compared(ours)) differences.push_back({policy.key, theirs, ours});
  }
  return differences;
}

std::vector<std::string> difference_table(const std::vector<StampDifference>& differences) {
  std::size_t key_width = std::string_view("key").size();
  std::size_t plugin_width = std::string_view("plugin").size();
  for (const auto& difference : differences) {
    key_width = std::max(key_width, difference.key.size());
    plugin_width = std::max(plugin_width, difference.plugin.size());
  }
  std::vector<std::string> lines{fmt::format("{:<{}}  {:<{}}  host", "key", key_width, "plugin", plugin_width)};
  for (const auto& difference : differences) {
    lines.push_back(fmt::format("{:<{}}  {:<{}}  {}", difference.key, key_width, difference.plugin, plugin_width, difference.host));
  }
  return lines;
}

}  // namespace assay::host
