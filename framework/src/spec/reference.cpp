#include "spec/reference.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <vector>

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/settings.hpp"
#include "base/suggest.hpp"

namespace assay::spec {
namespace {

std::string form_text(KeyForm form) {
  switch (form) {
    case KeyForm::number: return "whole number";
    case KeyForm::string: return "string";
    case KeyForm::paths: return "path or list of paths";
    case KeyForm::component: return "component";
    case KeyForm::components: return "named components";
    case KeyForm::component_list: return "list of components";
    case KeyForm::settings:
    case KeyForm::table: return "table";
  }
  return "";
}

/// Text for a cell of a Markdown table.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.replace(at, 1, "\\|");
  return text;
}

std::string options_table(const Schema& schema) {
  if (schema.fields.empty()) return "No options.\n";
  std::string text = "| option | type | default | allowed | meaning |\n|---|---|---|---|---|\n";
  for (const auto& field : schema.fields) {
    const std::string fallback = field.required ? "required" : '`' + to_toml(field.default_value) + '`';
    text +=
        fmt::format("| `{}` | {} | {} | {} | {} |\n", field.key, describe(field.type), cell(fallback), cell(allowed_values(field)), cell(field.help));
  }
  for (const auto& gone : schema.removed) text += fmt::format("| ~~`{}`~~ | | | | removed: {} |\n", gone.key, cell(gone.hint));
  return text;
}

std::string component_section(const CatalogEntry& entry) {
  std::string text = fmt::format("### {}.{}\n\n{}.\n\n{}", entry.kind, entry.name, entry.summary, options_table(entry.schema));
  if (!entry.schema.needs.empty()) text += "\nAlso reads:\n\n";
  for (const auto& need : entry.schema.needs)
    text += fmt::format("- `[{}]`{}: {}\n", need.part, need.optional ? ", where the spec has it" : "", need.help);
  return text + '\n';
}

std::string table_section(const CatalogEntry& entry) {
  const std::string title = entry.name == "loss" ? "[[loss]]" : '[' + entry.name + ']';
  return fmt::format("### {}\n\n{}.\n\n{}\n", title, entry.summary, options_table(entry.schema));
}

constexpr const char* composition_rules = R"(
## How specs compose

1. Order: the files of `extends`, depth-first from left to right, then the file itself, then the case's `set`, the arm's `set`, what the arm sets in that
   case, the sweep, the profile (for all, for the case, for the arm, for the arm in that case), `--set`. Later wins.
2. Tables merge key by key; lists and plain values replace. A table whose `use` changes first loses the options of the old component; `train_on`, `on` and `weight` stay.
3. A cycle in `extends` is an error. So are two files of one list that share an ancestor and disagree on a value that it gives, unless the
   extending file sets that value.
4. Paths in `set`, in a sweep and in `--set` are written with dots: `"latent.z.dim"`. A loss is addressed by its `use`: `"loss.gaussian_kl.weight"`,
   or by `use@on` where one loss is used twice: `"loss.gaussian_kl@z.weight"`. Within one group of assignments every `….use` is applied first.
   A path through a table that does not exist is an error, and so is an option that the component does not have.
5. An arm is a composed model (`encoder`, `latent`, `loss`, `train`) or, where it has a `baseline`, a baseline, which reads `dataset`, `baseline` and
   `evaluate`, and `encoder` and stages where the baseline needs them. Both forms may stand in one spec. An axis over a table that an arm does not read
   does not multiply that arm. A path that an arm reads through a stage counts as read. A table of the file itself that no arm reads is an error; one that
   a file of `extends` brings is noted by `check`, `plan` and `run`. `[[arm]]` is a list and replaces the list of a file that is extended; `[arm.<name>]`
   are tables and merge, so that parts can bring arms.
6. `[sweep]`: `grid = { "path" = [values] }` makes all combinations; `zip` pairs lists of equal length; `list = [{ "path" = value }]` gives whole
   settings; `random = { count, seed, axes = { "path" = [values] or { min, max, scale } } }` draws settings, whole numbers where both ends are whole, others
   to four significant digits, evenly in value or, with `scale = "log"`, in its logarithm; more settings keep those of a smaller count. The four multiply.
   `when = { "path" = { "other path" = value or [values] } }` has an axis vary only where others (or `arm`, `case`) have those values; combinations that
   become equal count once. `halving` stops the worse settings early: of each arm in each case, the best by the mean of a metric over the seeds go on after
   each of some epochs; stopped trials are marked so and count in no mean. A metric that knows the classes chooses with labels. `arms` and `cases`
   list what is tried of a spec that has more, until `--arm` and `--case` ask for others. `seeds = { base, count }` or a list of whole numbers; every arm gets the same seeds. At most 100,000 trials.
7. A trial's id is a hash of its complete spec, its seed, the versions of its plugins and major.minor of this program. `[run]`, `[table]`, `title` and
   `notes` are no part of it. Two settings that come out as the same trial are an error.
8. `[stage.<name>]` is a baseline that runs first, for the trials that read it: by a need of their baseline (`assay explain baseline.dec`), or by `on = "<name>"`, which
   gives any baseline, a stage included, the features of that stage for data. Equal stages run once for all trials of all studies; `assay plan` shows them.
   With `use = "composed"` the stage is the composed model of the spec, on the data set; it reads `encoder`, `latent`, `loss` and `train`.
9. `[case.<name>]` is a circumstance in which every arm is tried, usually a data set: cases multiply arms like an axis, which is called `case` in results,
   and the table has one group of columns for each. An arm leaves out what a case sets and the arm does not read; some arm has to read it.
   `case.<name> = { "path" = value }` in an arm holds what that arm needs in that case, `cases = ["<name>"]` the cases of an arm that is not tried in all.
   `[table] published` then gives figures per arm and case.
10. `[profile.<name>]` holds overrides that are written down, chosen by `--profile <name>`: `set` as `--set` would have them (also `"sweep.seeds.count"`, or
   paths into `[run]` and `[table]`), `case.<name>.set`, `arm.<name>.set` and `arm.<name>.case.<name>`. Its values are values like any other: a trial's id
   does not know which profile they came from. The run folder is `<study>-<profile>`, that of a profile which sets nothing is the study's. `[test] smoke` is
   the profile `smoke`, with one seed. `assay check` tries them all.
11. `[labels]` is for methods that read labels (`assay explain` tells). They are told the classes of `per_class` samples of each class, of the training part where the
   data have one; which ones, the seed decides, the same for all methods. Every other label stays hidden from them. `validation` further samples are trained on
   by no method of a trial that reads labels; `validation_error` is measured on them.
12. Options that take `"from_dataset"` get the number of classes or dimensions of the data set; a number of classes uses label information, and the
   result files say so.
)";

/// The rules one by one, without their numbers.
std::vector<std::string> rules() {
  std::vector<std::string> all;
  std::istringstream lines(composition_rules);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t text = line.find_first_not_of("0123456789.");
    if (text != std::string::npos && text > 1) {
      all.push_back(line.substr(text + 1));
    } else if (!all.empty() && !line.empty()) {
      all.back() += '\n' + line.substr(line.find_first_not_of(' '));
    }
  }
  return all;
}

/// The rules about a key: those that write it as a table, else those that name it.
std::vector<std::string> rules_about(const std::string& key) {
  std::vector<std::string> as_table;
  std::vector<std::string> by_name;
  for (const auto& rule : rules()) {
    if (rule.find("`[" + key) != std::string::npos || rule.find("`[[" + key) != std::string::npos) as_table.push_back(rule);
    if (rule.find('`' + key + '`') != std::string::npos) by_name.push_back(rule);
  }
  return as_table.empty() ? by_name : as_table;
}

constexpr const char* schedule_note =
    "A *number or schedule* is a number, or one of `{ start, end, rate }` (start·exp(−rate·(epoch−1)), bounded by end), `{ start, factor, every }`\n"
    "(multiplied by factor after every so many epochs) and `{ start, end, epochs }` (a straight line).\n";

}  // namespace

std::string to_toml(const Value& value) {
  if (value.is_table()) {
    std::vector<std::string> members;
    for (const auto& member : value.table()) members.push_back(member.first + " = " + to_toml(member.second));
    return members.empty() ? "{}" : "{ " + join(members) + " }";
  }
  if (value.is_array()) {
    std::vector<std::string> items;
    for (const auto& item : value.array()) items.push_back(to_toml(item));
    return '[' + join(items) + ']';
  }
  if (value.is_real() && !std::isfinite(value.real())) return std::isnan(value.real()) ? "nan" : value.real() < 0 ? "-inf" : "inf";
  return to_json(value);
}

std::string allowed_values(const FieldInfo& field) {
  std::string text;
  if (!field.choices.empty()) text = "one of: " + join(field.choices);
  const std::string low = field.lowest ? fmt::format("{:.10g}", *field.lowest) : std::string();
  const std::string high = field.highest ? fmt::format("{:.10g}", *field.highest) : std::string();
  if (!low.empty() && field.lowest_excluded) text = "above " + low + (high.empty() ? "" : ", at most " + high);
  if (!low.empty() && !field.lowest_excluded) text = low + (high.empty() ? " or more" : " to " + high);
  if (low.empty() && !high.empty()) text = "at most " + high;
  if (!field.derived_from.empty()) text += fmt::format("{}\"from_dataset\" ({})", text.empty() ? "" : ", or ", field.derived_from);
  return text;
}

std::string key_reference(const TopLevelKey& key) {
  std::string text = fmt::format("{}: {} ({})\n", key.name, key.help, form_text(key.form));
  for (const auto& rule : rules_about(key.name)) text += '\n' + rule + '\n';
  return text;
}

std::string spec_reference(const Catalog& catalog) {
  std::string text = "# Spec reference\n\nGenerated from the programs' own schemas; `assay explain` prints the same for one component.\n\n";
  text += "## Top-level keys\n\n| key | holds | meaning |\n|---|---|---|\n";
  for (const auto& key : top_level_keys()) text += fmt::format("| `{}` | {} | {} |\n", key.name, form_text(key.form), cell(key.help));
  text += composition_rules;
  text += "\n## Components and values\n\nA *component* is a table whose `use` names a plugin; its other keys are that plugin's options.\n" +
          std::string(schedule_note);
  text += "\n## Tables of the spec itself\n\n";
  for (const auto* tables : {&builtin_entries(), &document_tables()}) {
    for (const auto& entry : *tables) {
      if (entry.kind == "table") text += table_section(entry);
    }
  }
  text +=
      "`[train]` also takes `optimizer`: the name of one, or a table with `use`. `[evaluate]` also takes `metrics`: a list of names or tables with "
      "`use`.\n";
  for (const char* kind : {"optimizer", "stage"}) {
    text += fmt::format("\n## {}\n\n", kind);
    for (const auto& entry : builtin_entries()) {
      if (entry.kind == kind) text += component_section(entry);
    }
  }
  for (const auto& kind : plugin_kinds()) {
    const auto names = catalog.names(kind);
    if (names.empty()) continue;
    text += fmt::format("## {}\n\n", kind);
    for (const auto& name : names) text += component_section(*catalog.find(kind, name));
  }
  return text;
}

}  // namespace assay::spec
