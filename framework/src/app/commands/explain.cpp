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

/// Entries that a topic names: one component, one table, or all components of a kind.
std::vector<const CatalogEntry*> matching(const Catalog& catalog, const std::string& topic) {
  std::vector<const CatalogEntry*> found;
  for (const auto& entry : catalog.entries) {
    if (title_of(entry) == topic || (entry.kind == topic && entry.kind != "table")) found.push_back(&entry);
  }
  std::sort(found.begin(), found.end(), [](const CatalogEntry* left, const CatalogEntry* right) { return title_of(*left) < title_of(*right); });
  return found;
}

/// Kinds, components, tables and keys.
std::vector<std::string> all_topics(const Catalog& catalog) {
  std::vector<std::string> topics = plugin_kinds();
  topics.emplace_back("optimizer");
  for (const auto& entry : catalog.entries) topics.push_back(title_of(entry));
  for (const auto& key : spec::top_level_keys()) {
    if (std::find(topics.begin(), topics.end(), key.name) == topics.end()) topics.push_back(key.name);
  }
  return topics;
}

SpecError unknown_topic(const std::string& topic, const Catalog& catalog) {
  const std::string last = topic.substr(topic.rfind('.') + 1);
  std::vector<std::string> same_name;
  for (const auto& kind : catalog.kinds_with(last)) {
    if (kind != "table") same_name.push_back(fmt::format("{}.{}", kind, last));
  }
  const std::string help = same_name.empty() ? did_you_mean(topic, all_topics(catalog)) : "did you mean " + join(same_name, " or ") + "?";
  return SpecError(Diagnostic{"spec.unknown-topic",
                              fmt::format("there is nothing named '{}'", topic),
                              {},
                              help.empty() ? "`assay explain` lists what can be explained" : help,
                              {}});
}

void print_text(const std::string& topic, const spec::TopLevelKey* key, const std::vector<const CatalogEntry*>& found, std::ostream& out) {
  if (key != nullptr) out << spec::key_reference(*key) << (found.empty() ? "" : "\n");
  for (const CatalogEntry* entry : found) {
    if (entry->kind == topic && found.size() > 1) {
      out << fmt::format("{:<24}  {}\n", title_of(*entry), entry->summary);
    } else {
      print_entry(*entry, out);
    }
  }
}

void print_json(const spec::TopLevelKey* key, const std::vector<const CatalogEntry*>& found, std::ostream& out) {
  Value::Array report;
  for (const CatalogEntry* entry : found) report.push_back(to_value(*entry));
  if (found.empty()) report.push_back(Value(Value::Table{{"kind", "key"}, {"name", key->name}, {"summary", key->help}}));
  out << to_json(Value(std::move(report)), 2) << '\n';
}

}  // namespace

int run_explain(const ExplainArguments& arguments, const Catalog& catalog, std::ostream& out) {
  const Catalog all = everything(catalog);
  if (arguments.topic.empty()) {
    print_topics(all_topics(all), out);
    return 0;
  }
  const auto found = matching(all, arguments.topic);
  const auto* key = matching_key(arguments.topic);
  if (found.empty() && key == nullptr) throw unknown_topic(arguments.topic, all);
  if (arguments.json) {
    print_json(key, found, out);
  } else {
    print_text(arguments.topic, key, found, out);
  }
  return 0;
}

}  // namespace assay::app
