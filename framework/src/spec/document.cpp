#include "spec/document.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "assay/options/field.hpp"
#include "base/settings.hpp"
#include "base/suggest.hpp"
#include "spec/components.hpp"
#include "spec/random_settings.hpp"
#include "spec/reads.hpp"

namespace assay::spec {
namespace {

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

class DocumentReader {
 public:
  DocumentReader(const Node& root, Findings& findings) : root_(root), findings_(findings) {}

  void read(Document& document) {
    for (const auto& member : root_.entries) check_key(member);
    document.study = read_name("study", ".");
    document.title = read_string("title");
    read_string("notes");
    document.variants = read_variants(root_, findings_);
    if (!document.is_fragment()) check_case_names(document.variants, findings_);
    if (const Node* sweep = table("sweep")) document.sweep = read_sweep(*sweep, findings_);
    document.run = read_settings("run", schema_of<RunOptions>());
    document.slurm = read_settings("slurm", schema_of<SlurmOptions>());
    if (const Node* shown = table("table")) document.table = read_table(*shown, document.variants);
    if (const Node* figures = table("figure")) document.figures = read_figures(*figures);
    if (const Node* test = table("test")) check_test(*test);
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

  /// The table, complete with defaults.
  Value read_settings(const std::string& key, const Schema& schema) {
    if (const Node* node = table(key)) return check_settings(*node, "[" + key + "]", schema, {}, findings_);
    return with_defaults(schema, Value(Value::Table{}));
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
    if (node != nullptr && node->is_string() && !is_name(name, extra)) bad_name(key, name, node->origin, findings_);
    return name;
  }

  Value read_table(const Node& table, const Variants& variants) {
    for (const auto& member : table.entries) {
      if (member.key == "metrics") {
        const auto& items = member.value.items;
        const bool names = member.value.is_array() && std::all_of(items.begin(), items.end(), [](const Node& item) { return item.is_string(); });
        if (!names) findings_.add("spec.wrong-type", "'metrics' of [table] wants a list of metric names", member.value.origin);
      } else if (member.key == "published") {
        read_published(member.value, variants);
      } else {
        unknown_key(member, "[table]", {"metrics", "published"}, findings_);
      }
    }
    return table.to_value();
  }

  void read_published(const Node& published, const Variants& variants) {
    const auto cases = variants.case_names();
    each_published(published, "arm", "spec.unknown-arm", variants.arm_names(), [&](const Node& of_arm) {
      if (cases.empty()) {
        check_figures(of_arm);
      } else {
        each_published(of_arm, "case", "spec.unknown-case", cases, [this](const Node& of_case) { check_figures(of_case); });
      }
    });
  }

  /// Calls `check` for every member of a table of published figures; `what` its keys name, one of `names` each.
  template <class Check>
  void each_published(const Node& table, const std::string& what, const char* code, const std::vector<std::string>& names, const Check& check) {
    if (!table.is_table()) {
      findings_.add("spec.wrong-type", fmt::format("'published' wants a table per {}, found {}", what, table.type_name()), table.origin);
      return;
    }
    for (const auto& member : table.entries) {
      if (std::find(names.begin(), names.end(), member.key) == names.end()) {
        findings_.add(code, fmt::format("'published' names the {} '{}', which the spec does not have", what, member.key), member.key_origin,
                      did_you_mean(member.key, names), {fmt::format("{}s are: {}", what, join(names))});
      }
      check(member.value);
    }
  }

  void check_figures(const Node& figures) {
    if (!figures.is_table()) {
      findings_.add("spec.wrong-type", fmt::format("'published' wants a table of figures, found {}", figures.type_name()), figures.origin);
    }
    for (const auto& figure : figures.entries) {
      if (figure.value.is_scalar() && figure.value.scalar.is_number()) continue;
      findings_.add("spec.wrong-type", fmt::format("a published figure is a number, found {}", figure.value.type_name()), figure.value.origin);
    }
  }

  Value read_figures(const Node& figures) {
    Value read = Value::Table{};
    for (const auto& member : figures.entries) {
      if (!is_name(member.key, ".")) bad_name("figure", member.key, member.key_origin, findings_);
      if (member.value.is_table()) {
        read[member.key] = check_settings(member.value, fmt::format("figure '{}'", member.key), schema_of<FigureOptions>(), {}, findings_);
      } else {
        findings_.add("spec.wrong-type", fmt::format("'figure.{}' wants a table, found {}", member.key, member.value.type_name()),
                      member.value.origin);
      }
    }
    return read;
  }

  void check_test(const Node& test) {
    for (const auto& member : test.entries) {
      if (member.key != smoke_profile) {
        unknown_key(member, "[test]", {smoke_profile}, findings_);
      } else if (!member.value.is_table()) {
        findings_.add("spec.wrong-type", fmt::format("'smoke' wants a table, found {}", member.value.type_name()), member.value.origin);
      } else {
        check_settings(member.value, "'smoke'", schema_of<SmokeOptions>(), {"set", "case", "arm"}, findings_);
      }
    }
  }

  const Node& root_;
  Findings& findings_;
};

/// What a profile sets that concerns no trial alone.
std::vector<Assignment> general_assignments(const Profile& profile) {
  const auto& set = profile.changes.set;
  const auto& tables = general_tables();
  std::vector<Assignment> general;
  std::copy_if(set.begin(), set.end(), std::back_inserter(general),
               [&](const Assignment& one) { return std::find(tables.begin(), tables.end(), first_segment(one.path)) != tables.end(); });
  return general;
}

}  // namespace

const std::vector<std::string>& general_tables() {
  static const std::vector<std::string> tables{"sweep", "run", "slurm", "table", "figure"};
  return tables;
}

const std::vector<TopLevelKey>& top_level_keys() {
  static const std::vector<TopLevelKey> keys{
      {"schema", KeyForm::number, "version of the spec format; the first key of every file, always 1"},
      {"extends", KeyForm::paths, "specs to start from, relative to this file; read left to right, later ones win, this file last"},
      {"study", KeyForm::string, "name of the study and of its run folder; a file without it is a fragment for others to extend"},
      {"title", KeyForm::string, "heading of tables and reports"},
      {"notes", KeyForm::string, "free text for readers"},
      {"dataset", KeyForm::component, "the data"},
      {"labels", KeyForm::settings, "of a method that reads labels: of which samples it is told the class"},
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
      {"slurm", KeyForm::settings, "what --executor slurm asks the cluster for; changes no result"},
      {"arm", KeyForm::table,
       "sides of the comparison, usually methods: [[arm]] with a name, or [arm.<name>]; set = { \"dotted.path\" = value }, case.<name> = { "
       "\"dotted.path\" "
       "= value } for one case, cases = [names] where not all apply"},
      {"case", KeyForm::table,
       "circumstances in which every arm is tried, usually data sets: [case.<name>] with set = { \"dotted.path\" = value }; column groups of the "
       "table"},
      {"profile", KeyForm::table,
       "named overrides, chosen by --profile: [profile.<name>] with set, case.<name>.set, arm.<name>.set and arm.<name>.case.<name>, and notes"},
      {"sweep", KeyForm::table,
       "options to vary: grid, zip, list, random, under conditions (when); halving; the arms and cases to try, where not all; and seeds"},
      {"table", KeyForm::table, "the result table: metrics, and published figures per arm, or per arm and case"},
      {"figure", KeyForm::table, "figures that a run ends with, one table [figure.<name>] each; drawn into the folder figures of the run"},
      {"test", KeyForm::table, "smoke: the profile that the test suite runs, with one seed; like any profile, and timeout_s"},
  };
  return keys;
}

bool is_plain_table(std::string_view key) {
  const auto& keys = top_level_keys();
  const auto is_variant = [](std::string_view name) { return name == "arm" || name == "case" || name == "profile"; };
  return std::any_of(keys.begin(), keys.end(), [&](const TopLevelKey& one) {
    return one.name == key && !is_variant(key) && (one.form == KeyForm::settings || one.form == KeyForm::table);
  });
}

Document read_document(const Composed& composed, const std::string& profile, const std::vector<Assignment>& overrides, Findings& findings) {
  Document document;
  document.root = composed.root;
  const auto profiles = read_profiles(document.root, findings);
  for (const auto& one : profiles) {
    document.profile_names.push_back(one.name);
    if (one.name == profile) document.profile = one;
  }
  if (!profile.empty() && document.profile.name.empty()) {
    unknown_name("spec.unknown-profile", "profile", profile, {"--profile " + profile, 0, 0, 1}, document.profile_names, findings);
  }
  assign(document.root, general_assignments(document.profile), findings);
  assign(document.root, overrides, findings);
  DocumentReader(document.root, findings).read(document);
  if (profile == smoke_profile) document.sweep.seeds.resize(1);
  if (document.is_fragment()) return document;
  for (const auto& one : profiles) check_profile(one, document.variants, findings);
  return document;
}

const std::vector<CatalogEntry>& document_tables() {
  static const std::vector<CatalogEntry> tables{
      {"table", "figure.<name>", "a figure, drawn when the run ends and by assay figure", "", "", "", schema_of<FigureOptions>()},
      {"table", "sweep.seeds", "seeds of the sweep, the same in every arm", "", "", "", seed_schema()},
      {"table", "sweep.random", "random search: settings drawn from axes = { \"path\" = [values] or { min, max, scale } }", "", "", "",
       random_schema()},
      {"table", "sweep.halving", "successive halving: after so many epochs only the better settings of each arm go on", "", "", "", halving_schema()},
      {"table", "test.smoke", "a quick form of the spec", "", "", "", schema_of<SmokeOptions>()},
  };
  return tables;
}

}  // namespace assay::spec
