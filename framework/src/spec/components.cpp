#include "spec/components.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/settings.hpp"
#include "base/suggest.hpp"

namespace assay::spec {
namespace {

constexpr std::size_t most_listed = 12;

bool is_one_of(const std::vector<std::string_view>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The value that is wrong: the first wrong element of a list where one alone is wrong, else the whole.
const Node& culprit(const Schema& schema, const Entry& member) {
  const FieldInfo* field = schema.find(member.key);
  if (field == nullptr || !member.value.is_array()) return member.value;
  Schema one;
  one.fields.push_back(*field);
  for (const auto& item : member.value.items) {
    if (!check_options(one, Value(Value::Table{{member.key, Value::Array{item.to_value()}}})).empty()) return item;
  }
  return member.value;
}

/// What is wrong with `options`; the keys that belong to somebody else are among the names that a message offers.
std::vector<OptionIssue> issues_of(const Schema& schema, const Value& options, const std::vector<std::string_view>& others) {
  auto issues = check_options(schema, options);
  const auto is_unknown = [](const OptionIssue& issue) { return issue.code == "spec.unknown-option"; };
  if (others.empty() || std::none_of(issues.begin(), issues.end(), is_unknown)) return issues;
  Schema all = schema;
  for (const auto& key : others) {
    FieldInfo field;
    field.key = key;
    if (key != "use") all.fields.push_back(std::move(field));
  }
  return check_options(all, options);
}

/// The kind of the plugins that can be used where a table wants `kind`: a stage is a baseline or something built in.
std::string_view plugin_kind(std::string_view kind) { return kind == "stage" ? "baseline" : kind; }

/// Plugins and what is built in, as one catalogue.
const CatalogEntry* find_entry(const Catalog& catalog, std::string_view kind, std::string_view name) {
  if (const CatalogEntry* builtin = find_builtin(kind, name)) return builtin;
  return catalog.find(plugin_kind(kind), name);
}

std::vector<std::string> names_of(const Catalog& catalog, std::string_view kind) {
  std::vector<std::string> names = catalog.names(plugin_kind(kind));
  for (const auto& entry : builtin_entries()) {
    if (entry.kind == kind) names.push_back(entry.name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// The refused library that is named like the component and, where its folder tells a kind, lies in the folder of that kind.
const RejectedLibrary* find_rejected(const Catalog& catalog, std::string_view kind, const std::string& name) {
  const auto provides = [&](const RejectedLibrary& library) {
    const std::filesystem::path path(library.library);
    const std::string folder = path.parent_path().filename().string();
    const auto& kinds = plugin_kinds();
    const bool other_kind = folder != kind && std::find(kinds.begin(), kinds.end(), folder) != kinds.end();
    return path.stem() == name && !other_kind;
  };
  const auto found = std::find_if(catalog.rejected.begin(), catalog.rejected.end(), provides);
  return found == catalog.rejected.end() ? nullptr : &*found;
}

std::string listing(const std::string& kind, const std::vector<std::string>& names) {
  if (names.empty()) return fmt::format("no {} is installed", kind);
  if (names.size() > most_listed) return fmt::format("`assay explain {}` lists all {}", kind, names.size());
  return fmt::format("available: {}", join(names));
}

}  // namespace

std::string with_article(const std::string& kind) {
  const bool vowel = !kind.empty() && std::string_view("aeiou").find(kind.front()) != std::string_view::npos;
  return (vowel ? "an " : "a ") + kind;
}

void unknown_key(const Entry& member, const std::string& owner, const std::vector<std::string>& names, Findings& findings) {
  findings.add("spec.unknown-key", fmt::format("{} has no key '{}'", owner, member.key), member.key_origin, did_you_mean(member.key, names),
               {"keys are: " + join(names)});
}

std::vector<Node> read_names(const Node& list, const std::string& owner, const std::string& what, Findings& findings) {
  const auto is_text = [](const Node& item) { return item.is_string(); };
  if (list.is_array() && !list.items.empty() && std::all_of(list.items.begin(), list.items.end(), is_text)) return list.items;
  findings.add("spec.wrong-type", fmt::format("{} wants a list of names of {}", owner, what), list.origin, "leave it out for all");
  return {};
}

Value check_settings(const Node& table, const std::string& owner, const Schema& schema, const std::vector<std::string_view>& others,
                     Findings& findings) {
  Value::Table options;
  for (const auto& member : table.entries) {
    if (!is_one_of(others, member.key)) options.emplace(member.key, member.value.to_value());
  }
  for (const auto& issue : issues_of(schema, Value(options), others)) {
    const Entry* member = table.entry(issue.key);
    const bool about_key = issue.code == "spec.unknown-option" || issue.code == "spec.removed-option";
    Origin origin = table.origin;
    if (member != nullptr) origin = about_key ? member->key_origin : culprit(schema, *member).origin;
    findings.add(issue.code, owner + ' ' + issue.message, origin, issue.help, issue.notes);
    options.erase(issue.key);
  }
  return with_defaults(schema, Value(std::move(options)));
}

const CatalogEntry* find_component(const Catalog& catalog, const std::string& kind, const std::string& name, const Origin& origin,
                                   Findings& findings) {
  if (const CatalogEntry* entry = find_entry(catalog, kind, name)) return entry;
  const std::vector<std::string> names = names_of(catalog, kind);
  if (const RejectedLibrary* rejected = find_rejected(catalog, plugin_kind(kind), name)) {
    findings.add("plugin.rejected", fmt::format("{} '{}' is not available: its library was refused", kind, name), origin, "",
                 {fmt::format("{}: {} [{}]", rejected->library, rejected->reason, rejected->code)});
    return nullptr;
  }
  std::vector<std::string> kinds = catalog.kinds_with(name);
  if (!kinds.empty()) {
    for (auto& other : kinds) other = with_article(other);
    findings.add("spec.wrong-kind", fmt::format("'{}' is {}, not {}", name, join(kinds, " and "), with_article(kind)), origin, listing(kind, names));
    return nullptr;
  }
  const std::string close = did_you_mean(name, names);
  findings.add("plugin.unknown-component", fmt::format("{} '{}' is not available", kind, name), origin, close.empty() ? listing(kind, names) : close,
               close.empty() ? std::vector<std::string>{} : std::vector<std::string>{listing(kind, names)});
  return nullptr;
}

Value check_component(const Catalog& catalog, const std::string& kind, const std::string& where, const Node& table,
                      const std::vector<std::string_view>& others, Findings& findings) {
  if (!table.is_table()) {
    findings.add("spec.wrong-type", fmt::format("{} wants a table with 'use', found {}", where, table.type_name()), table.origin);
    return {};
  }
  const Node* use = table.find("use");
  if (use == nullptr || !use->is_string()) {
    const std::string message = use == nullptr
                                    ? fmt::format("{} needs 'use', the name of {}", where, with_article(kind))
                                    : fmt::format("{} wants the name of {} in 'use', found {}", where, with_article(kind), use->type_name());
    findings.add(use == nullptr ? "spec.missing-key" : "spec.wrong-type", message, use == nullptr ? table.origin : use->origin,
                 listing(kind, names_of(catalog, kind)));
    return {};
  }
  const std::string& name = use->scalar.string();
  const CatalogEntry* entry = find_component(catalog, kind, name, use->origin, findings);
  if (entry == nullptr) return {};
  std::vector<std::string_view> skipped = others;
  skipped.emplace_back("use");
  Value resolved = check_settings(table, fmt::format("{} '{}'", entry->kind, name), entry->schema, skipped, findings);
  resolved["use"] = Value(name);
  return resolved;
}

}  // namespace assay::spec
