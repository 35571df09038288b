#include "base/catalog.hpp"

#include <algorithm>

#include "base/value_list.hpp"

namespace assay {
namespace {

Value field_to_value(const FieldInfo& field) {
  Value::Table table{{"key", field.key},
                     {"type", static_cast<std::int64_t>(field.type)},
                     {"help", field.help},
                     {"default", field.default_value},
                     {"lowest_excluded", field.lowest_excluded},
                     {"required", field.required},
                     {"choices", text_list(field.choices)},
                     {"derived_from", field.derived_from}};
  if (field.lowest) table["lowest"] = *field.lowest;
  if (field.highest) table["highest"] = *field.highest;
  return {std::move(table)};
}

FieldInfo field_from(const Value& value) {
  FieldInfo field;
  field.key = value.at("key").string();
  field.type = static_cast<FieldType>(value.at("type").integer());
  field.help = value.at("help").string();
  field.default_value = value.at("default");
  field.lowest_excluded = value.at("lowest_excluded").boolean();
  field.required = value.at("required").boolean();
  field.choices = text_list(value.at("choices"));
  field.derived_from = value.at("derived_from").string();
  if (const Value* lowest = value.find("lowest")) field.lowest = lowest->real();
  if (const Value* highest = value.find("highest")) field.highest = highest->real();
  return field;
}

Value schema_to_value(const Schema& schema) {
  Value::Array fields;
  for (const auto& field : schema.fields) fields.push_back(field_to_value(field));
  Value::Array removed;
  for (const auto& entry : schema.removed) removed.emplace_back(Value::Table{{"key", entry.key}, {"hint", entry.hint}});
  Value::Array needs;
  for (const auto& need : schema.needs) {
    needs.emplace_back(Value::Table{{"part", need.part}, {"help", need.help}, {"optional", need.optional}});
  }
  return Value::Table{{"fields", std::move(fields)}, {"removed", std::move(removed)}, {"needs", std::move(needs)}};
}

Schema schema_from(const Value& value) {
  Schema schema;
  for (const auto& field : value.at("fields").array()) schema.fields.push_back(field_from(field));
  for (const auto& entry : value.at("removed").array()) schema.removed.push_back({entry.at("key").string(), entry.at("hint").string()});
  for (const auto& need : value.at("needs").array()) {
    schema.needs.push_back({need.at("part").string(), need.at("help").string(), need.at("optional").boolean()});
  }
  return schema;
}

}  // namespace

const CatalogEntry* Catalog::find(std::string_view kind, std::string_view name) const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const CatalogEntry& entry) { return entry.kind == kind && entry.name == name; });
  return found == entries.end() ? nullptr : &*found;
}

std::vector<std::string> Catalog::names(std::string_view kind) const {
  std::vector<std::string> out;
  for (const auto& entry : entries) {
    if (entry.kind == kind) out.push_back(entry.name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> Catalog::kinds_with(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& entry : entries) {
    if (entry.name == name) out.push_back(entry.kind);
  }
  std::sort(out.begin(), out.end());
  return out;
}

Value Catalog::to_value() const {
  Value::Array components;
  for (const auto& entry : entries) {
    components.emplace_back(Value::Table{{"kind", entry.kind},
                                         {"name", entry.name},
                                         {"summary", entry.summary},
                                         {"version", entry.version},
                                         {"library", entry.library},
                                         {"sha256", entry.sha256},
                                         {"schema", schema_to_value(entry.schema)}});
  }
  Value::Array refused;
  for (const auto& entry : rejected) {
    refused.emplace_back(Value::Table{{"library", entry.library}, {"code", entry.code}, {"reason", entry.reason}, {"notes", text_list(entry.notes)}});
  }
  return Value::Table{{"components", std::move(components)}, {"rejected", std::move(refused)}, {"stamp", stamp}, {"runtime", runtime}};
}

Catalog Catalog::from_value(const Value& value) {
  Catalog catalog;
  for (const auto& entry : value.at("components").array()) {
    catalog.entries.push_back({entry.at("kind").string(), entry.at("name").string(), entry.at("summary").string(), entry.at("version").string(),
                               entry.at("library").string(), entry.at("sha256").string(), schema_from(entry.at("schema"))});
  }
  for (const auto& entry : value.at("rejected").array()) {
    catalog.rejected.push_back({entry.at("library").string(), entry.at("code").string(), entry.at("reason").string(), text_list(entry.at("notes"))});
  }
  catalog.stamp = value.at("stamp").string();
  catalog.runtime = value.at("runtime").string();
  return catalog;
}

std::vector<const CatalogEntry*> used_components(const Value& resolved, const Catalog& catalog) {
  std::vector<const CatalogEntry*> used;
  const auto add = [&](const char* kind, const Value* component) {
    const Value* name = component == nullptr ? nullptr : component->find("use");
    const CatalogEntry* entry = name == nullptr || !name->is_string() ? nullptr : catalog.find(kind, name->string());
    if (entry != nullptr && std::find(used.begin(), used.end(), entry) == used.end()) used.push_back(entry);
  };
  const auto add_all = [&](const char* kind, const Value* list) {
    if (list == nullptr) return;
    if (list->is_table()) {
      for (const auto& member : list->table()) add(kind, &member.second);
    } else if (list->is_array()) {
      for (const auto& member : list->array()) add(kind, &member);
    }
  };
  for (const char* kind : {"dataset", "encoder", "baseline"}) add(kind, resolved.find(kind));
  add_all("baseline", resolved.find("stage"));
  add_all("latent", resolved.find("latent"));
  add_all("loss", resolved.find("loss"));
  add_all("metric", resolved.find_path("evaluate.metrics"));
  return used;
}

const std::vector<std::string>& plugin_kinds() {
  static const std::vector<std::string> kinds{"dataset", "encoder", "latent", "loss", "baseline", "metric"};
  return kinds;
}

}  // namespace assay
