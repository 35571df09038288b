#include "host/descriptor_check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/catalog.hpp"
#include "base/suggest.hpp"
#include "host/stamp.hpp"

namespace assay::host {
namespace {

constexpr std::uint32_t most_components = 256;

/// Only `magic` and `struct_size` may be read before this has returned.
void check_layout(const PluginDescriptor& descriptor) {
  if (descriptor.magic != plugin_magic) {
    throw PluginError("plugin.bad-descriptor",
                      fmt::format("the descriptor starts with {:#x} instead of assay's {:#x}", descriptor.magic, plugin_magic));
  }
  if (descriptor.struct_size < sizeof(PluginDescriptor)) {
    throw PluginError("plugin.bad-descriptor",
                      fmt::format("the descriptor has {} bytes, this program needs at least {}", descriptor.struct_size, sizeof(PluginDescriptor)));
  }
}

void check_api(const PluginDescriptor& descriptor) {
  const bool fits = descriptor.api_major == plugin_api_major && descriptor.api_minor <= plugin_api_minor;
  if (fits) return;
  throw PluginError(Diagnostic{"plugin.api-mismatch",
                               fmt::format("the plugin speaks API {}.{}, this program understands {}.0 to {}.{}", descriptor.api_major,
                                           descriptor.api_minor, plugin_api_major, plugin_api_major, plugin_api_minor),
                               {},
                               "build the plugin against the headers of this installation",
                               {}});
}

void check_fields(const PluginDescriptor& descriptor) {
  const bool texts = descriptor.stamp != nullptr && descriptor.kind != nullptr && descriptor.name != nullptr && descriptor.version != nullptr;
  if (!texts) throw PluginError("plugin.bad-descriptor", "the descriptor lacks its stamp, kind, name or version");
  const bool table = descriptor.components != nullptr && descriptor.component_count >= 1 && descriptor.component_count <= most_components;
  if (!table) {
    throw PluginError("plugin.bad-descriptor", fmt::format("the descriptor announces {} components; it must have between 1 and {}",
                                                           descriptor.component_count, most_components));
  }
}

void check_stamp(const PluginDescriptor& descriptor) {
  const auto differences = stamp_differences(parse_stamp(descriptor.stamp), parse_stamp(host_stamp()));
  if (differences.empty()) return;
  std::vector<std::string> keys;
  keys.reserve(differences.size());
  for (const auto& difference : differences) keys.push_back("'" + difference.key + "'");
  throw PluginError(Diagnostic{"plugin.stamp-mismatch",
                               fmt::format("the plugin was built with another toolchain; it differs on {}", join(keys)),
                               {},
                               "rebuild the plugin with the compiler, LibTorch and headers of this installation",
                               difference_table(differences)});
}

void check_names(const PluginDescriptor& descriptor, const Candidate& candidate) {
  const std::string kind = descriptor.kind;
  const std::string name = descriptor.name;
  const auto& kinds = plugin_kinds();
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
    throw PluginError("plugin.name-mismatch", fmt::format("the plugin says it is a '{}', which is no kind; kinds are {}", kind, join(kinds)));
  }
  if (!candidate.kind.empty() && candidate.kind != kind) {
    throw PluginError("plugin.name-mismatch", fmt::format("the plugin says it is a {}, but lies in the folder '{}'", kind, candidate.kind));
  }
  const std::string stem = candidate.file.stem().string();
  if (stem != name) {
    throw PluginError("plugin.name-mismatch",
                      fmt::format("the plugin says it is '{}', but its file is '{}'", name, candidate.file.filename().string()));
  }
}

}  // namespace

void check_descriptor(const PluginDescriptor& descriptor, const Candidate& candidate) {
  check_layout(descriptor);
  check_api(descriptor);
  check_fields(descriptor);
  check_stamp(descriptor);
  check_names(descriptor, candidate);
}

}  // namespace assay::host
