#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <assay/plugin.hpp>

extern "C" const assay::PluginDescriptor assay_plugin_descriptor_v1;

namespace test_support {

/// A component of the plugin under test, constructed as the host does it.
template <class T>
std::unique_ptr<T> make_component(const std::string& name, assay::Value::Table options, assay::BuildContext& context) {
  const auto& plugin = assay_plugin_descriptor_v1;
  for (std::uint32_t i = 0; i < plugin.component_count; ++i) {
    if (plugin.components[i].name != name) continue;
    auto* made = plugin.components[i].create(assay::Value(std::move(options)), context);
    std::unique_ptr<assay::Component> owner(made);
    auto* typed = dynamic_cast<T*>(made);
    if (typed == nullptr) throw std::runtime_error(name + " is of another kind");
    static_cast<void>(owner.release());
    return std::unique_ptr<T>(typed);
  }
  throw std::runtime_error("the plugin has no component " + name);
}

template <class T>
std::unique_ptr<T> make_component(const std::string& name, assay::Value::Table options, const std::vector<std::filesystem::path>& data_roots = {}) {
  assay::BuildContext context({}, data_roots);
  return make_component<T>(name, std::move(options), context);
}

/// The same for a component that looks at the data set it is meant for.
template <class T>
std::unique_ptr<T> make_component(const std::string& name, assay::Value::Table options, const assay::DatasetInfo& data) {
  assay::BuildContext context(data);
  return make_component<T>(name, std::move(options), context);
}

}  // namespace test_support
