#include "plan/expansion.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/suggest.hpp"
#include "spec/resolve.hpp"

namespace assay::plan {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); }

void refuse_other_paths(const std::vector<spec::Assignment>& assignments, const std::string& what, spec::Findings& findings) {
  for (const auto& assignment : assignments) {
    if (is_trial_path(assignment.path)) continue;
    const std::string table(spec::first_segment(assignment.path));
    findings.add("spec.not-settable", fmt::format("{} cannot set '{}'", what, assignment.path), assignment.path_origin,
                 did_you_mean(table, spec::trial_tables()), {"it may set options of: " + join(spec::trial_tables())});
  }
}

/// Only what the arm reads of the sweep; points that become equal by that count once.
std::vector<spec::AxisGroup> groups_of(const spec::Sweep& sweep, const spec::Reads& reads) {
  std::vector<spec::AxisGroup> kept;
  for (const auto& group : sweep.groups) {
    spec::AxisGroup own;
    std::set<std::string> seen;
    bool dropped = false;
    for (const auto& point : group.points) {
      std::vector<spec::Assignment> read;
      std::copy_if(point.begin(), point.end(), std::back_inserter(read), [&](const spec::Assignment& one) { return reads.contains(one.path); });
      dropped = dropped || read.size() != point.size();
      std::string identity;
      for (const auto& one : read) identity += one.path + '=' + to_json(one.value.to_value()) + '\n';
      if (seen.insert(identity).second || !dropped) own.points.push_back(std::move(read));
    }
    kept.push_back(std::move(own));
  }
  return kept;
}

/// Every table of the spec, and every swept path, must be read by some arm; a table that comes with a file that the spec extends need not, because
/// such files serve several specs. `notes` tells which are not.
void report_unread(const spec::Document& document, const std::vector<ArmTree>& arms, spec::Findings& findings, std::vector<std::string>& notes) {
  const auto report = [&](const spec::Entry& member, const std::string& what, std::vector<std::string> why) {
    const Origin& place = member.key_origin;
    if (place.file == document.root.origin.file) {
      findings.add("spec.unread-table", fmt::format("no arm reads {}", what), place, "", std::move(why));
    } else {
      notes.push_back(fmt::format("{}:{}:{}: note: no arm reads {}", place.file, place.line, place.column, what));
    }
  };
  const auto is_read = [&](std::string_view path) {
    return std::any_of(arms.begin(), arms.end(), [&](const ArmTree& arm) { return arm.reads.contains(path); });
  };
  const bool unknown_stage = std::any_of(arms.begin(), arms.end(), [](const ArmTree& arm) { return arm.reads.names_unknown_stage(); });
  const bool all_baselines = std::all_of(arms.begin(), arms.end(), [](const ArmTree& arm) { return arm.reads.baseline(); });
  const auto note = [&](std::string_view table) {
    if (table == "baseline" || !all_baselines) return std::string("no arm has a baseline that needs it");
    std::vector<std::string> read;
    for (const auto& part : spec::trial_tables()) {
      if (is_read(part)) read.push_back(part);
    }
    return "every arm is a baseline; they read: " + join(read);
  };
  const auto stages_may_read = [](const std::string& key) { return key != "dataset" && key != "baseline" && key != "evaluate"; };
  for (const auto& member : document.root.entries) {
    if (!is_trial_path(member.key) || (unknown_stage && stages_may_read(member.key))) continue;
    if (!is_read(member.key)) report(member, fmt::format("'{}'", member.key), {note(member.key)});
    if (member.key != "stage" || !is_read("stage")) continue;
    for (const auto& stage : member.value.entries) {
      if (!is_read("stage." + stage.key)) report(stage, fmt::format("the stage '{}'", stage.key), {});
    }
  }
  for (const auto& axis : document.sweep.axes) {
    if (!is_trial_path(axis.path) || is_read(axis.path)) continue;
    findings.add("spec.unread-table", fmt::format("no arm reads '{}'", axis.path), axis.path_origin, "", {note(spec::first_segment(axis.path))});
  }
}

/// What an arm reads: of its own tree, and of the tree at each value of a swept `use` or `on`.
spec::Reads reads_of(const spec::Node& tree, const spec::Sweep& sweep, const Catalog& catalog) {
  spec::Reads reads(tree, catalog);
  for (const auto& group : sweep.groups) {
    for (const auto& point : group.points) {
      std::vector<spec::Assignment> choices;
      std::copy_if(point.begin(), point.end(), std::back_inserter(choices), [](const spec::Assignment& one) {
        const std::string_view last = std::string_view(one.path).substr(one.path.rfind('.') + 1);
        return (last == "use" || last == "on") && spec::first_segment(one.path) != "loss";
      });
      if (choices.empty()) continue;
      spec::Node changed = tree;
      spec::Findings ignored;
      spec::assign(changed, choices, ignored);
      reads.add(spec::Reads(changed, catalog));
    }
  }
  return reads;
}

}  // namespace

bool is_trial_path(std::string_view path) { return contains(spec::trial_tables(), spec::first_segment(path)); }

std::vector<ArmTree> expand_arms(const spec::Document& document, const Catalog& catalog, spec::Findings& findings, std::vector<std::string>& notes) {
  refuse_other_paths(document.sweep.axes, "a sweep", findings);
  refuse_other_paths(document.smoke, "[test] smoke", findings);
  std::vector<ArmTree> arms;
  for (const auto& arm : document.arms) {
    refuse_other_paths(arm.set, "an arm", findings);
    spec::Node tree = spec::table_node(document.root.origin);
    for (const auto& member : document.root.entries) {
      if (is_trial_path(member.key)) tree.entries.push_back(member);
    }
    std::vector<spec::Assignment> set;
    std::copy_if(arm.set.begin(), arm.set.end(), std::back_inserter(set), [](const spec::Assignment& one) { return is_trial_path(one.path); });
    spec::Findings ignored;  // the paths of a fragment may lead into tables that others bring
    spec::assign(tree, set, document.is_fragment() ? ignored : findings);
    spec::Reads reads = reads_of(tree, document.sweep, catalog);
    for (const auto& one : set) {
      if (reads.contains(one.path)) continue;
      findings.add("spec.unread-table", fmt::format("the arm '{}' does not read '{}'", arm.name, one.path), one.path_origin, "",
                   {"it reads: " + join(reads.parts())});
    }
    auto groups = groups_of(document.sweep, reads);
    arms.push_back({&arm, std::move(reads), std::move(tree), std::move(groups)});
  }
  if (!document.is_fragment()) report_unread(document, arms, findings, notes);
  return arms;
}

void check_overrides(const spec::Document& document, const std::vector<spec::Assignment>& overrides, spec::Findings& findings) {
  for (const auto& assignment : overrides) {
    for (const auto& axis : document.sweep.axes) {
      if (axis.path != assignment.path) continue;
      findings.add("spec.overridden-axis", fmt::format("'{}' is varied by the sweep, so it cannot be set to one value", axis.path),
                   assignment.path_origin, fmt::format("set 'sweep.grid' instead, or leave '{}' out", axis.path));
    }
  }
}

void for_each_point(const ArmTree& arm, const std::function<void(const std::vector<spec::Assignment>&)>& visit) {
  std::vector<std::size_t> at(arm.groups.size(), 0);
  while (true) {
    std::vector<spec::Assignment> point;
    for (std::size_t g = 0; g < arm.groups.size(); ++g) {
      const auto& chosen = arm.groups[g].points[at[g]];
      point.insert(point.end(), chosen.begin(), chosen.end());
    }
    visit(point);
    std::size_t g = arm.groups.size();
    while (g > 0 && ++at[g - 1] == arm.groups[g - 1].points.size()) at[--g] = 0;
    if (g == 0) return;
  }
}

}  // namespace assay::plan
