#include "host/stage.hpp"

#include <set>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "assay/options/field.hpp"
#include "base/sha256.hpp"
#include "base/suggest.hpp"

namespace assay::host {
namespace {

void check_entry(const ComponentEntry& entry, const PluginDescriptor& descriptor) {
  if (!detail::is_snake_case(entry.name)) {
    throw PluginError("plugin.bad-component", fmt::format("the component name '{}' is not snake_case", entry.name == nullptr ? "" : entry.name));
  }
  const std::string kind = kind_name(entry.kind);
  if (kind != descriptor.kind) {
    throw PluginError("plugin.bad-component",
                      fmt::format("component '{}' is a {}, but the plugin is a {}", entry.name,
                                  kind.empty() ? fmt::format("kind {}", static_cast<std::uint32_t>(entry.kind)) : kind, descriptor.kind));
  }
  if (entry.summary == nullptr || *entry.summary == '\0' || entry.schema == nullptr || entry.create == nullptr) {
    throw PluginError("plugin.bad-component", fmt::format("component '{}' lacks its summary, schema or constructor", entry.name));
  }
}

Schema read_schema(const ComponentEntry& entry) {
  try {
    return entry.schema();
  } catch (const std::exception& error) {
    throw PluginError("plugin.schema-failed", fmt::format("the schema of component '{}' threw: {}", entry.name, error.what()));
  } catch (...) {
    throw PluginError("plugin.schema-failed", fmt::format("the schema of component '{}' threw something that is no exception type", entry.name));
  }
}

/// Keys that the framework itself reads from a component's table.
std::set<std::string> reserved_keys(Kind kind) {
  if (kind == Kind::loss) return {"use", "on", "weight"};
  return {"use"};
}

void check_schema(const Schema& schema, const ComponentEntry& entry) {
  const auto reserved = reserved_keys(entry.kind);
  std::set<std::string> seen;
  for (const auto& field : schema.fields) {
    if (!detail::is_snake_case(field.key.c_str())) {
      throw PluginError("plugin.bad-schema", fmt::format("component '{}' has an option '{}', which is not snake_case", entry.name, field.key));
    }
    if (reserved.count(field.key) > 0) {
      throw PluginError("plugin.bad-schema",
                        fmt::format("component '{}' has an option '{}', a key that belongs to the framework", entry.name, field.key));
    }
    if (!seen.insert(field.key).second) {
      throw PluginError("plugin.bad-schema", fmt::format("component '{}' declares the option '{}' twice", entry.name, field.key));
    }
    if (field.help.empty()) throw PluginError("plugin.bad-schema", fmt::format("option '{}' of component '{}' has no help", field.key, entry.name));
  }
}

void check_free(const StagedComponent& component, const ComponentTable& taken, const std::set<std::string>& own) {
  const CatalogEntry& entry = component.entry;
  if (own.count(entry.name) > 0) {
    throw PluginError("plugin.duplicate-component", fmt::format("'{}' provides the {} '{}' twice", entry.library, entry.kind, entry.name));
  }
  const auto other = taken.find({entry.kind, entry.name});
  if (other == taken.end()) return;
  throw PluginError(Diagnostic{"plugin.duplicate-component",
                               fmt::format("the {} '{}' is already provided by another library", entry.kind, entry.name),
                               {},
                               "rename one of the two components, or take one library out of the plugin path",
                               {"first: " + other->second.entry.library, "second: " + entry.library}});
}

}  // namespace

std::string kind_name(Kind kind) {
  const auto index = static_cast<std::size_t>(kind);
  const auto& kinds = plugin_kinds();
  return index >= 1 && index <= kinds.size() ? kinds[index - 1] : std::string();
}

std::vector<StagedComponent> stage_components(const std::shared_ptr<Library>& library, const ComponentTable& taken) {
  const PluginDescriptor& descriptor = library->descriptor();
  const std::string sha256 = sha256_file(library->file());
  std::vector<StagedComponent> staged;
  std::set<std::string> names;
  for (std::uint32_t i = 0; i < descriptor.component_count; ++i) {
    const ComponentEntry& entry = descriptor.components[i];
    check_entry(entry, descriptor);
    StagedComponent component;
    component.entry = {kind_name(entry.kind), entry.name, entry.summary, descriptor.version, library->file().string(), sha256, {}};
    check_free(component, taken, names);
    component.entry.schema = read_schema(entry);
    check_schema(component.entry.schema, entry);
    component.kind = entry.kind;
    component.create = entry.create;
    component.library = library;
    names.insert(entry.name);
    staged.push_back(std::move(component));
  }
  // A family of components may go by another name than each of its members.
  if (staged.size() == 1 && names.count(descriptor.name) == 0) {
    throw PluginError("plugin.bad-component", fmt::format("the plugin is '{}', but its only component is '{}'", descriptor.name, *names.begin()));
  }
  return staged;
}

}  // namespace assay::host
