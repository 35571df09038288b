#include "plan/expansion.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/suggest.hpp"
#include "plan/conditions.hpp"
#include "spec/resolve.hpp"

namespace assay::plan {
namespace {

using spec::is_trial_path;
using Assignments = std::vector<spec::Assignment>;

Assignments trial_assignments(const Assignments& all) {
  Assignments list;
  std::copy_if(all.begin(), all.end(), std::back_inserter(list), [](const spec::Assignment& one) { return is_trial_path(one.path); });
  return list;
}

/// Reports paths that lead neither into a table of a trial nor into one of `more`.
void refuse_other_paths(const Assignments& assignments, const std::string& what, const std::vector<std::string>& more, spec::Findings& findings) {
  std::vector<std::string> allowed = spec::trial_tables();
  allowed.insert(allowed.end(), more.begin(), more.end());
  for (const auto& assignment : assignments) {
    const std::string table(spec::first_segment(assignment.path));
    if (std::find(allowed.begin(), allowed.end(), table) != allowed.end()) continue;
    findings.add("spec.not-settable", fmt::format("{} cannot set '{}'", what, assignment.path), assignment.path_origin, did_you_mean(table, allowed),
                 {"it may set options of: " + join(allowed)});
  }
}

void refuse_other_paths(const spec::Document& document, spec::Findings& findings) {
  refuse_other_paths(document.sweep.axes, "a sweep", {}, findings);
  for (const auto& one : document.variants.cases) refuse_other_paths(one.set, "a case", {}, findings);
  for (const auto& arm : document.variants.arms) {
    refuse_other_paths(arm.set, "an arm", {}, findings);
    for (const auto& settings : arm.in_case) refuse_other_paths(settings.second.set, "an arm", {}, findings);
  }
  spec::Variants changes = document.profile.changes;
  const bool smoke = document.profile.name == spec::smoke_profile;
  if (smoke) {
    refuse_other_paths(changes.set, "[test] smoke", {}, findings);
  } else {
    refuse_other_paths(changes.set, "a profile", spec::general_tables(), findings);
  }
  changes.set.clear();
  refuse_other_paths(changes.all(), "an arm or case of a profile", {}, findings);
}

/// Equal for points that assign the same.
std::string identity_of(const Assignments& point) {
  std::string identity;
  for (const auto& one : point) identity += one.path + '=' + to_json(one.value.to_value()) + '\n';
  return identity;
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
      if (seen.insert(identity_of(read)).second || !dropped) own.points.push_back(std::move(read));
    }
    kept.push_back(std::move(own));
  }
  return kept;
}

/// Every table of the spec, and every swept path, must be read by some arm; a table that comes with a file that the spec extends need not, because
/// such files serve several specs. `notes` tells which are not.
void report_unread_tables(const spec::Document& document, const std::vector<ArmTree>& arms, spec::Findings& findings,
                          std::vector<std::string>& notes) {
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

/// The tables of a trial before any arm.
spec::Node trial_tree(const spec::Document& document) {
  spec::Node tree = spec::table_node(document.root.origin);
  for (const auto& member : document.root.entries) {
    if (is_trial_path(member.key)) tree.entries.push_back(member);
  }
  return tree;
}

/// The case first, then what the arm sets; of the case what the arm reads.
ArmTree make_arm_tree(const spec::Document& document, const spec::Arm& arm, const spec::Case* in_case, const Catalog& catalog,
                      spec::Findings& findings) {
  spec::Findings ignored;  // the paths of a fragment may lead into tables that others bring
  spec::Findings& reported = document.is_fragment() ? ignored : findings;
  const std::string case_name = in_case == nullptr ? std::string() : in_case->name;
  const spec::Layers own = document.variants.own_of(arm.name, case_name);
  spec::Node without_case = trial_tree(document);
  for (const auto& layer : own) spec::assign(without_case, trial_assignments(layer), ignored);
  ArmTree result{&arm, in_case, reads_of(without_case, document.sweep, catalog), trial_tree(document), {}, document.sweep.conditions};
  for (const auto& layer : document.variants.shared_in(case_name)) spec::assign(result.tree, read_by(result, trial_assignments(layer)), reported);
  for (const auto& layer : own) spec::assign(result.tree, trial_assignments(layer), reported);
  result.reads = reads_of(result.tree, document.sweep, catalog);
  report_unread_own(own, result, findings);
  result.groups = groups_of(document.sweep, result.reads);
  return result;
}

}  // namespace

std::vector<ArmTree> expand_arms(const spec::Document& document, const Catalog& catalog, spec::Findings& findings, std::vector<std::string>& notes) {
  refuse_other_paths(document, findings);
  if (!document.is_fragment()) check_conditions(document, findings);
  const auto& cases = document.variants.cases;
  std::vector<ArmTree> arms;
  for (const auto& arm : document.variants.arms) {
    if (cases.empty()) arms.push_back(make_arm_tree(document, arm, nullptr, catalog, findings));
    for (const auto& one : cases) {
      if (arm.tried_in(one.name)) arms.push_back(make_arm_tree(document, arm, &one, catalog, findings));
    }
  }
  if (document.is_fragment()) return arms;
  report_unread_tables(document, arms, findings, notes);
  for (const auto& one : document.variants.cases) {
    report_unread(
        one.set, arms, [&](const ArmTree& arm) { return arm.in_case == &one; }, findings);
  }
  return arms;
}

std::vector<spec::Assignment> read_by(const ArmTree& arm, const std::vector<spec::Assignment>& assignments) {
  Assignments read;
  std::copy_if(assignments.begin(), assignments.end(), std::back_inserter(read),
               [&](const spec::Assignment& one) { return arm.reads.contains(one.path); });
  return read;
}

void report_unread(const std::vector<spec::Assignment>& assignments, const std::vector<ArmTree>& arms,
                   const std::function<bool(const ArmTree& arm)>& concerned, spec::Findings& findings) {
  if (std::none_of(arms.begin(), arms.end(), concerned)) return;
  for (const auto& one : trial_assignments(assignments)) {
    const bool read = std::any_of(arms.begin(), arms.end(), [&](const ArmTree& arm) { return concerned(arm) && arm.reads.contains(one.path); });
    if (!read) findings.add("spec.unread-table", fmt::format("no arm reads '{}'", one.path), one.path_origin);
  }
}

void report_unread_own(const spec::Layers& own, const ArmTree& arm, spec::Findings& findings) {
  for (const auto& layer : own) {
    for (const auto& one : trial_assignments(layer)) {
      if (arm.reads.contains(one.path)) continue;
      findings.add("spec.unread-table", fmt::format("the arm '{}' does not read '{}'", arm.arm->name, one.path), one.path_origin, "",
                   {"it reads: " + join(arm.reads.parts())});
    }
  }
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
  std::map<std::string, bool> dropped_at;
  while (true) {
    std::vector<spec::Assignment> point;
    for (std::size_t g = 0; g < arm.groups.size(); ++g) {
      const auto& chosen = arm.groups[g].points[at[g]];
      point.insert(point.end(), chosen.begin(), chosen.end());
    }
    const bool dropped = drop_excluded(point, arm.conditions, arm.arm->name, arm.case_name());
    const auto first = dropped_at.emplace(identity_of(point), dropped);
    // Equal points that no condition made equal are left for the plan to report.
    if (first.second || (!dropped && !first.first->second)) visit(point);
    std::size_t g = arm.groups.size();
    while (g > 0 && ++at[g - 1] == arm.groups[g - 1].points.size()) at[--g] = 0;
    if (g == 0) return;
  }
}

}  // namespace assay::plan
