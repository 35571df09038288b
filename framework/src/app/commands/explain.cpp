#include "app/commands/explain.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/settings.hpp"
#include "base/suggest.hpp"
#include "spec/document.hpp"
#include "spec/reference.hpp"

namespace assay::app {
namespace {

/// Plugins, what is built in, and the spec's own tables.
Catalog everything(const Catalog& plugins) {
  Catalog all = plugins;
  for (const auto* tables : {&builtin_entries(), &spec::document_tables()}) all.entries.insert(all.entries.end(), tables->begin(), tables->end());
  return all;
}

std::string title_of(const CatalogEntry& entry) { return entry.kind == "table" ? entry.name : entry.kind + '.' + entry.name; }

void print_entry(const CatalogEntry& entry, std::ostream& out) {
  out << fmt::format("{}: {}\n", title_of(entry), entry.summary);
  if (!entry.version.empty()) out << fmt::format("  version {}, {}\n", entry.version, entry.library);
  if (entry.schema.fields.empty()) out << "\n  no options\n";
  for (const auto& field : entry.schema.fields) {
    const std::string fallback = field.required ? "required" : "default " + spec::to_toml(field.default_value);
    const std::string allowed = spec::allowed_values(field);
    out << fmt::format("\n  {}  ({}, {}{}{})\n      {}\n", field.key, describe(field.type), fallback, allowed.empty() ? "" : "; ", allowed,
                       field.help);
  }
  for (const auto& need : entry.schema.needs)
    out << fmt::format("\n  reads [{}]{}\n      {}\n", need.part, need.optional ? " where the spec has it" : "", need.help);
  for (const auto& gone : entry.schema.removed) out << fmt::format("\n  {}  (removed)\n      {}\n", gone.key, gone.hint);
}

Value to_value(const CatalogEntry& entry) {
  Catalog one;
  one.entries.push_back(entry);
  Value whole = one.to_value();
  Value component = whole["components"].array().front();
  auto& fields = component["schema"]["fields"].array();
  for (std::size_t i = 0; i < fields.size(); ++i) fields[i]["type"] = Value(describe(entry.schema.fields[i].type));
  return component;
}

void print_topics(const std::vector<std::string>& topics, std::ostream& out) {
  out << "topics: " << join(topics) << "\nfor example: assay explain latent; assay explain latent.gaussian; assay explain train\n";
}

/// The key at the top of a spec that a topic names; null when it is none.
const spec::TopLevelKey* matching_key(const std::string& topic) {
  const auto& keys = spec::top_level_keys();
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const spec::TopLevelKey& key) { return key.name == topic; });
  return found == keys.end() ? nullptr : &*found;
}

void print_key(const spec::TopLevelKey& key, bool json, std::ostream& out) {
  if (json) {
    out << to_json(Value(Value::Array{Value(Value::Table{{"kind", "key"}, {"name", key.name}, {"summary", key.help}})}), 2) << '\n';
  } else {
    out << spec::key_reference(key);
  }
}

/// Entries that a topic names: one component, one table, or all components of a kind.
std::vector<const CatalogEntry*> matching(const Catalog& catalog, const std::string& topic) {
  std::vector<const CatalogEntry*> found;
  for (const auto& entry : catalog.entries) {
    if (title_of(entry) == topic || (entry.kind == topic && entry.kind != "table")) found.push_back(&entry);
  }
  std::sort(found.begin(), found.end(), [](const CatalogEntry* left, const CatalogEntry* right) { return title_of(*left) < title_of(*right); });
  return found;
}

}  // namespace

int run_explain(const ExplainArguments& arguments, const Catalog& catalog, std::ostream& out) {
  const Catalog all = everything(catalog);
  std::vector<std::string> topics = plugin_kinds();
  topics.emplace_back("optimizer");
  for (const auto& entry : all.entries) topics.push_back(title_of(entry));
  for (const auto& key : spec::top_level_keys()) {
    if (std::find(topics.begin(), topics.end(), key.name) == topics.end()) topics.push_back(key.name);
  }
  if (arguments.topic.empty()) {
    print_topics(topics, out);
    return 0;
  }
  const auto found = matching(all, arguments.topic);
  if (const auto* key = matching_key(arguments.topic); found.empty() && key != nullptr) {
    print_key(*key, arguments.json, out);
    return 0;
  }
  if (found.empty()) {
    const std::string last = arguments.topic.substr(arguments.topic.rfind('.') + 1);
    std::vector<std::string> same_name;
    for (const auto& kind : all.kinds_with(last)) {
      if (kind != "table") same_name.push_back(fmt::format("{}.{}", kind, last));
    }
    const std::string help = same_name.empty() ? did_you_mean(arguments.topic, topics) : "did you mean " + join(same_name, " or ") + "?";
    throw SpecError(Diagnostic{"spec.unknown-topic",
                               fmt::format("there is nothing named '{}'", arguments.topic),
                               {},
                               help.empty() ? "`assay explain` lists what can be explained" : help,
                               {}});
  }
  Value::Array report;
  for (const CatalogEntry* entry : found) {
    if (arguments.json) {
      report.push_back(to_value(*entry));
    } else if (entry->kind == arguments.topic && found.size() > 1) {
      out << fmt::format("{:<24}  {}\n", title_of(*entry), entry->summary);
    } else {
      print_entry(*entry, out);
    }
  }
  if (arguments.json) out << to_json(Value(std::move(report)), 2) << '\n';
  return 0;
}

}  // namespace assay::app
