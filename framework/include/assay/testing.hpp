#pragma once

/// For the tests of a plugin: link the plugin's objects into the test program and make its components as the host does.

#include <memory>
#include <string>
#include <utility>

#include "assay/plugin.hpp"

extern "C" const assay::PluginDescriptor assay_plugin_descriptor_v1;

namespace assay::testing {

/// A component of the plugin that is linked into this program. `options` as in a spec, without `use`; `data` is the data set it is for.
/// Throws what the constructor throws, and InternalError "test.no-component" when there is none of that name and class.
template <class T>
std::unique_ptr<T> make(const std::string& name, Value::Table options = {}, const DatasetInfo& data = {}) {
  const PluginDescriptor& plugin = assay_plugin_descriptor_v1;
  BuildContext context(data);
  for (std::uint32_t i = 0; i < plugin.component_count; ++i) {
    if (plugin.components[i].name != name) continue;
    std::unique_ptr<Component> made(plugin.components[i].create(Value(std::move(options)), context));
    auto* typed = dynamic_cast<T*>(made.get());
    if (typed == nullptr) break;
    static_cast<void>(made.release());
    return std::unique_ptr<T>(typed);
  }
  throw InternalError("test.no-component", "the plugin has no component '" + name + "' of that class");
}

/// A stream of random numbers on the CPU.
inline Stream stream(std::uint64_t seed = 1) { return {seed, c10::Device(c10::DeviceType::CPU)}; }

}  // namespace assay::testing
