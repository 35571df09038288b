#include "spec/document.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include <fmt/format.h>

#include "assay/options/field.hpp"
#include "base/settings.hpp"
#include "base/suggest.hpp"
#include "spec/components.hpp"

namespace assay::spec {
namespace {

constexpr std::size_t longest_name = 100;

struct SmokeOptions {
  double timeout_s = 60.0;

  static constexpr auto fields =
      assay::fields(assay::field("timeout_s", &SmokeOptions::timeout_s, "the smoke run fails after this; unit s").above(0.0));
};

std::vector<std::string> top_level_names() {
  std::vector<std::string> names;
  for (const auto& key : top_level_keys()) names.push_back(key.name);
  return names;
}

/// Names become folders, HDF5 groups and column heads.
bool is_name(const std::string& name, std::string_view extra) {
  if (name.empty() || name.size() > longest_name || std::isalnum(static_cast<unsigned char>(name.front())) == 0) return false;
  return std::all_of(name.begin(), name.end(), [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || extra.find(c) != std::string_view::npos;
  });
}

class DocumentReader {
 public:
  DocumentReader(const Node& root, Findings& findings) : root_(root), findings_(findings) {}

  void read(Document& document) {
    for (const auto& member : root_.entries) check_key(member);
    document.study = read_name("study", ".");
    document.title = read_string("title");
    read_string("notes");
    document.arms = read_arms();
    if (const Node* sweep = table("sweep")) document.sweep = read_sweep(*sweep, findings_);
    if (const Node* run = table("run")) {
      document.run = check_settings(*run, "[run]", schema_of<RunOptions>(), {}, findings_);
    } else {
      document.run = with_defaults(schema_of<RunOptions>(), Value(Value::Table{}));
    }
    if (const Node* shown = table("table")) document.table = read_table(*shown, document.arms);
    if (const Node* test = table("test")) document.smoke = read_test(*test);
  }

 private:
  void check_key(const Entry& member) {
    const auto names = top_level_names();
    if (std::find(names.begin(), names.end(), member.key) != names.end()) return;
    findings_.add("spec.unknown-key", fmt::format("a spec has no key '{}'", member.key), member.key_origin, did_you_mean(member.key, names),
                  {"keys are: " + join(names)});
  }

  const Node* table(const std::string& key) {
    const Node* node = root_.find(key);
    if (node == nullptr || node->is_table()) return node;
    findings_.add("spec.wrong-type", fmt::format("'{}' wants a table, found {}", key, node->type_name()), node->origin);
    return nullptr;
  }

  std::string read_string(const std::string& key) {
    const Node* node = root_.find(key);
    if (node == nullptr || node->is_string()) return node == nullptr ? std::string() : node->scalar.string();
    findings_.add("spec.wrong-type", fmt::format("'{}' wants a string, found {}", key, node->type_name()), node->origin);
    return {};
  }

  std::string read_name(const std::string& key, std::string_view extra) {
    const Node* node = root_.find(key);
    std::string name = read_string(key);
    if (node != nullptr && node->is_string() && !is_name(name, extra)) bad_name(key, name, node->origin);
    return name;
  }

  void bad_name(const std::string& what, const std::string& name, const Origin& origin) {
    findings_.add("spec.bad-name",
                  fmt::format("'{}' cannot be the name of {} {}", name,
                              std::string_view("aeiou").find(what.front()) == std::string_view::npos ? "a" : "an", what),
                  origin, fmt::format("use letters, digits, '_' and '-', at most {}, a letter or digit first", longest_name));
  }

  std::vector<Arm> read_arms() {
    std::vector<Arm> arms;
    const Node* list = root_.find("arm");
    if (list == nullptr) return {{"main", root_.origin, {}}};
    if (!list->is_array()) {
      findings_.add("spec.wrong-type", fmt::format("'arm' wants a list of tables, found {}", list->type_name()), list->origin,
                    "write [[arm]] with double brackets");
      return {{"main", root_.origin, {}}};
    }
    for (const auto& item : list->items) read_arm(item, arms);
    if (list->items.empty()) findings_.add("spec.empty-list", "'arm' is empty; leave it out for a single arm", list->origin);
    return arms;
  }

  void read_arm(const Node& item, std::vector<Arm>& arms) {
    if (!item.is_table()) {
      findings_.add("spec.wrong-type", fmt::format("an arm is a table, found {}", item.type_name()), item.origin);
      return;
    }
    Arm arm{item.text("name"), item.origin, {}};
    for (const auto& member : item.entries) {
      if (member.key == "set") {
        arm.set = read_assignments(member.value, "'set'", findings_);
      } else if (member.key != "name") {
        unknown_key(member, "[[arm]]", {"name", "set"}, findings_);
      }
    }
    const Node* name = item.find("name");
    if (name == nullptr) {
      findings_.add("spec.missing-key", "an arm needs a 'name'", item.origin);
    } else if (!name->is_string()) {
      findings_.add("spec.wrong-type", fmt::format("the 'name' of an arm is a string, found {}", name->type_name()), name->origin);
    } else if (!is_name(arm.name, "+")) {
      bad_name("arm", arm.name, name->origin);
    } else if (std::any_of(arms.begin(), arms.end(), [&](const Arm& other) { return other.name == arm.name; })) {
      findings_.add("spec.duplicate-name", fmt::format("two arms are named '{}'", arm.name), name->origin);
    }
    arms.push_back(std::move(arm));  // even a nameless arm shows what else is wrong with it
  }

  Value read_table(const Node& table, const std::vector<Arm>& arms) {
    for (const auto& member : table.entries) {
      if (member.key == "metrics") {
        const auto& items = member.value.items;
        const bool names = member.value.is_array() && std::all_of(items.begin(), items.end(), [](const Node& item) { return item.is_string(); });
        if (!names) findings_.add("spec.wrong-type", "'metrics' of [table] wants a list of metric names", member.value.origin);
      } else if (member.key == "published") {
        read_published(member.value, arms);
      } else {
        unknown_key(member, "[table]", {"metrics", "published"}, findings_);
      }
    }
    return table.to_value();
  }

  void read_published(const Node& published, const std::vector<Arm>& arms) {
    std::vector<std::string> names;
    names.reserve(arms.size());
    for (const auto& arm : arms) names.push_back(arm.name);
    if (!published.is_table()) {
      findings_.add("spec.wrong-type", fmt::format("'published' wants a table per arm, found {}", published.type_name()), published.origin);
      return;
    }
    for (const auto& member : published.entries) {
      if (std::find(names.begin(), names.end(), member.key) == names.end()) {
        findings_.add("spec.unknown-arm", fmt::format("'published' names the arm '{}', which the spec does not have", member.key), member.key_origin,
                      did_you_mean(member.key, names), {"arms are: " + join(names)});
      }
      if (!member.value.is_table()) {
        findings_.add("spec.wrong-type", fmt::format("'published' wants a table of figures per arm, found {}", member.value.type_name()),
                      member.value.origin);
      }
      for (const auto& figure : member.value.entries) {
        if (figure.value.is_scalar() && figure.value.scalar.is_number()) continue;
        findings_.add("spec.wrong-type", fmt::format("a published figure is a number, found {}", figure.value.type_name()), figure.value.origin);
      }
    }
  }

  std::vector<Assignment> read_test(const Node& test) {
    std::vector<Assignment> set;
    for (const auto& member : test.entries) {
      if (member.key != "smoke") {
        unknown_key(member, "[test]", {"smoke"}, findings_);
      } else if (!member.value.is_table()) {
        findings_.add("spec.wrong-type", fmt::format("'smoke' wants a table, found {}", member.value.type_name()), member.value.origin);
      } else {
        check_settings(member.value, "'smoke'", schema_of<SmokeOptions>(), {"set"}, findings_);
        if (const Node* assignments = member.value.find("set")) set = read_assignments(*assignments, "'set'", findings_);
      }
    }
    return set;
  }

  const Node& root_;
  Findings& findings_;
};

}  // namespace

const std::vector<TopLevelKey>& top_level_keys() {
  static const std::vector<TopLevelKey> keys{
      {"schema", KeyForm::number, "version of the spec format; the first key of every file, always 1"},
      {"extends", KeyForm::paths, "specs to start from, relative to this file; read left to right, later ones win, this file last"},
      {"study", KeyForm::string, "name of the study and of its run folder; a file without it is a fragment for others to extend"},
      {"title", KeyForm::string, "heading of tables and reports"},
      {"notes", KeyForm::string, "free text for readers"},
      {"dataset", KeyForm::component, "the data"},
      {"encoder", KeyForm::component, "the network from data to features, with its decoder: of a composed model, and of the baselines that need one"},
      {"latent", KeyForm::components, "of a composed model: the latent variables, one table [latent.<name>] each"},
      {"loss", KeyForm::component_list,
       "of a composed model: the terms of the objective, one [[loss]] each; a term that compares the decoder's output with the data has no 'on'"},
      {"train", KeyForm::settings, "of a composed model: how it is trained"},
      {"stage", KeyForm::components,
       "of a baseline: methods that run first and hand over their results, one table [stage.<name>] each: a baseline, or the composed model with use "
       "= "
       "\"composed\"; equal stages of several trials run once"},
      {"baseline", KeyForm::component,
       "a method with a procedure of its own, in place of latent, loss and train; on = \"<stage>\" gives it the features of that stage for data"},
      {"evaluate", KeyForm::settings, "what is measured, and when"},
      {"run", KeyForm::settings, "how trials run; changes no result"},
      {"arm", KeyForm::table, "columns of the comparison, one [[arm]] each: name, and set = { \"dotted.path\" = value }"},
      {"sweep", KeyForm::table, "options to vary: grid, zip, list; and seeds"},
      {"table", KeyForm::table, "the result table: metrics, and published figures per arm"},
      {"test", KeyForm::table, "smoke = { set = { \"dotted.path\" = value }, timeout_s }: a quick form of the spec for the test suite"},
  };
  return keys;
}

bool is_plain_table(std::string_view key) {
  const auto& keys = top_level_keys();
  return std::any_of(keys.begin(), keys.end(), [&](const TopLevelKey& one) {
    return one.name == key && one.name != "arm" && (one.form == KeyForm::settings || one.form == KeyForm::table);
  });
}

Document read_document(const Composed& composed, const std::vector<Assignment>& overrides, Findings& findings) {
  Document document;
  document.root = composed.root;
  assign(document.root, overrides, findings);
  DocumentReader(document.root, findings).read(document);
  return document;
}

const std::vector<CatalogEntry>& document_tables() {
  static const std::vector<CatalogEntry> tables{
      {"table", "sweep.seeds", "seeds of the sweep, the same in every arm", "", "", "", seed_schema()},
      {"table", "test.smoke", "a quick form of the spec", "", "", "", schema_of<SmokeOptions>()},
  };
  return tables;
}

}  // namespace assay::spec
