#include "host/registry.hpp"

#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/suggest.hpp"
#include "host/descriptor_check.hpp"
#include "host/library.hpp"
#include "host/scan.hpp"
#include "host/stage.hpp"
#include "host/stamp.hpp"

namespace assay::host {

struct Registry::State {
  ComponentTable components;
  std::vector<RejectedLibrary> rejected;
};

namespace {

template <class T>
struct KindOf;
template <>
struct KindOf<Dataset> : std::integral_constant<Kind, Kind::dataset> {};
template <>
struct KindOf<Encoder> : std::integral_constant<Kind, Kind::encoder> {};
template <>
struct KindOf<Latent> : std::integral_constant<Kind, Kind::latent> {};
template <>
struct KindOf<Loss> : std::integral_constant<Kind, Kind::loss> {};
template <>
struct KindOf<Baseline> : std::integral_constant<Kind, Kind::baseline> {};
template <>
struct KindOf<Metric> : std::integral_constant<Kind, Kind::metric> {};

std::vector<StagedComponent> load_library(const Candidate& candidate, const ComponentTable& taken) {
  const auto library = Library::open(candidate.file);
  check_descriptor(library->descriptor(), candidate);
  return stage_components(library, taken);
}

RejectedLibrary rejection(const Candidate& candidate, const Error& error) {
  const Diagnostic& diagnostic = error.diagnostics().front();
  RejectedLibrary rejected{candidate.file.string(), diagnostic.code, diagnostic.message, diagnostic.notes};
  if (!diagnostic.help.empty()) rejected.notes.push_back("help: " + diagnostic.help);
  return rejected;
}

/// Options of `table` without `use`, with "from_dataset" replaced by what the data set says.
Value own_options(const Schema& schema, const Value& table, const DatasetInfo& data) {
  Value::Table options = table.table();
  options.erase("use");
  for (auto& [key, value] : options) {
    const FieldInfo* field = schema.find(key);
    const bool derived = field != nullptr && !field->derived_from.empty() && value.is_string() && value.string() == "from_dataset";
    if (!derived) continue;
    const std::int64_t number = field->derived_from == "classes" ? data.classes : data.dimensions();
    if (number < 1) {
      throw SpecError(Diagnostic{"spec.not-in-dataset",
                                 fmt::format("option '{}' is \"from_dataset\", but the data set has no {}", key, field->derived_from),
                                 {},
                                 fmt::format("give '{}' as a number", key),
                                 {}});
    }
    value = number;
  }
  return {std::move(options)};
}

[[noreturn]] void unknown_component(const Catalog& catalog, const std::string& kind, const std::string& name) {
  Diagnostic diagnostic;
  diagnostic.code = "plugin.unknown-component";
  diagnostic.message = fmt::format("{} '{}' is not available", kind, name);
  const auto names = catalog.names(kind);
  diagnostic.help = did_you_mean(name, names);
  if (diagnostic.help.empty()) diagnostic.help = names.empty() ? fmt::format("no {} is available", kind) : "available: " + join(names);
  for (const auto& other : catalog.kinds_with(name)) diagnostic.notes.push_back(fmt::format("there is a component '{}' of kind {}", name, other));
  for (const auto& rejected : catalog.rejected) {
    if (std::filesystem::path(rejected.library).stem() == name) {
      diagnostic.notes.push_back(fmt::format("a rejected library may provide it: {}: {}", rejected.library, rejected.reason));
    }
  }
  throw PluginError(std::move(diagnostic));
}

Component* construct(const StagedComponent& component, const Value& options, BuildContext& context) {
  try {
    Component* product = component.create(options, context);
    if (product == nullptr) throw PluginError("plugin.constructor-failed", "the constructor returned nothing");
    return product;
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw PluginError("plugin.constructor-failed", fmt::format("the constructor threw: {}", error.what()));
  } catch (...) {
    throw PluginError("plugin.constructor-failed", "the constructor threw something that is no exception type");
  }
}

}  // namespace

Registry::Registry() : state_(std::make_unique<State>()) {}
Registry::~Registry() = default;

void Registry::load(const std::vector<std::filesystem::path>& folders, const LoadOptions& options) {
  ComponentTable staged = state_->components;
  std::vector<RejectedLibrary> rejected;
  for (const auto& candidate : find_candidates(folders)) {
    if (options.skip.count(candidate.file) > 0) continue;
    if (options.before_each) options.before_each(candidate.file);
    try {
      for (auto& component : load_library(candidate, staged)) {
        const auto key = std::make_pair(component.entry.kind, component.entry.name);
        staged.emplace(key, std::move(component));
      }
    } catch (const Error& error) {
      rejected.push_back(rejection(candidate, error));
    }
  }
  state_->components = std::move(staged);
  state_->rejected.insert(state_->rejected.end(), rejected.begin(), rejected.end());
}

Catalog Registry::catalog() const {
  Catalog catalog;
  for (const auto& item : state_->components) catalog.entries.push_back(item.second.entry);
  catalog.rejected = state_->rejected;
  catalog.stamp = host_stamp();
  return catalog;
}

Owned<Component> Registry::create_component(Kind kind, const Value& table, BuildContext& context) const {
  const std::string kind_text = kind_name(kind);
  const Value* use = table.find("use");
  if (use == nullptr || !use->is_string()) {
    throw SpecError(Diagnostic{"spec.missing-option", fmt::format("the table of a {} has no 'use'", kind_text), {}, "", {}});
  }
  const auto found = state_->components.find({kind_text, use->string()});
  if (found == state_->components.end()) unknown_component(catalog(), kind_text, use->string());
  const StagedComponent& component = found->second;
  try {
    const Value options = own_options(component.entry.schema, table, context.dataset());
    // The deleter holds the library, so the code of the destructor is there when it runs.
    return {construct(component, options, context), [library = component.library](Component* product) { delete product; }};
  } catch (Error& error) {
    error.add_note(fmt::format("while constructing {} '{}'", kind_text, use->string()));
    throw;
  }
}

template <class T>
Owned<T> Registry::create(const Value& table, BuildContext& context) const {
  auto product = std::dynamic_pointer_cast<T>(create_component(KindOf<T>::value, table, context));
  if (!product) {
    throw PluginError("plugin.wrong-class",
                      fmt::format("{} '{}' is not of the class of its kind", kind_name(KindOf<T>::value), table.at("use").string()));
  }
  return product;
}

template Owned<Dataset> Registry::create<Dataset>(const Value&, BuildContext&) const;
template Owned<Encoder> Registry::create<Encoder>(const Value&, BuildContext&) const;
template Owned<Latent> Registry::create<Latent>(const Value&, BuildContext&) const;
template Owned<Loss> Registry::create<Loss>(const Value&, BuildContext&) const;
template Owned<Baseline> Registry::create<Baseline>(const Value&, BuildContext&) const;
template Owned<Metric> Registry::create<Metric>(const Value&, BuildContext&) const;

}  // namespace assay::host
