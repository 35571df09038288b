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

std::vector<std::string> all_trial_tables() {
  std::vector<std::string> tables = spec::trial_tables(false);
  tables.emplace_back("baseline");
  return tables;
}

void refuse_other_paths(const std::vector<spec::Assignment>& assignments, const std::string& what, spec::Findings& findings) {
  for (const auto& assignment : assignments) {
    if (is_trial_path(assignment.path)) continue;
    const std::string table(spec::first_segment(assignment.path));
    findings.add("spec.not-settable", fmt::format("{} cannot set '{}'", what, assignment.path), assignment.path_origin,
                 did_you_mean(table, all_trial_tables()), {"it may set options of: " + join(all_trial_tables())});
  }
}

/// Only what the arm reads of the sweep; points that become equal by that count once.
std::vector<spec::AxisGroup> groups_of(const spec::Sweep& sweep, bool baseline) {
  const auto& tables = spec::trial_tables(baseline);
  std::vector<spec::AxisGroup> kept;
  for (const auto& group : sweep.groups) {
    spec::AxisGroup own;
    std::set<std::string> seen;
    bool dropped = false;
    for (const auto& point : group.points) {
      std::vector<spec::Assignment> read;
      std::copy_if(point.begin(), point.end(), std::back_inserter(read),
                   [&](const spec::Assignment& one) { return contains(tables, spec::first_segment(one.path)); });
      dropped = dropped || read.size() != point.size();
      std::string identity;
      for (const auto& one : read) identity += one.path + '=' + to_json(one.value.to_value()) + '\n';
      if (seen.insert(identity).second || !dropped) own.points.push_back(std::move(read));
    }
    kept.push_back(std::move(own));
  }
  return kept;
}

/// Every table of the spec, and every swept path, must be read by some arm.
void report_unread(const spec::Document& document, const std::vector<ArmTree>& arms, spec::Findings& findings) {
  std::set<std::string_view> read;
  for (const auto& arm : arms) {
    for (const auto& table : spec::trial_tables(arm.baseline)) read.insert(table);
  }
  const auto why = [&](std::string_view table) {
    return table == "baseline" ? std::string("no arm has a baseline") : "every arm is a baseline, which reads: " + join(spec::trial_tables(true));
  };
  for (const auto& member : document.root.entries) {
    if (!is_trial_path(member.key) || read.count(member.key) != 0) continue;
    findings.add("spec.unread-table", fmt::format("no arm reads '{}'", member.key), member.key_origin, "", {why(member.key)});
  }
  for (const auto& axis : document.sweep.axes) {
    const auto table = spec::first_segment(axis.path);
    if (!is_trial_path(axis.path) || read.count(table) != 0) continue;
    findings.add("spec.unread-table", fmt::format("no arm reads '{}'", axis.path), axis.path_origin, "", {why(table)});
  }
}

}  // namespace

bool is_trial_path(std::string_view path) {
  const auto table = spec::first_segment(path);
  return table == "baseline" || contains(spec::trial_tables(false), table);
}

std::vector<ArmTree> expand_arms(const spec::Document& document, spec::Findings& findings) {
  refuse_other_paths(document.sweep.axes, "a sweep", findings);
  refuse_other_paths(document.smoke, "[test] smoke", findings);
  std::vector<ArmTree> arms;
  for (const auto& arm : document.arms) {
    refuse_other_paths(arm.set, "an arm", findings);
    ArmTree expanded;
    expanded.arm = &arm;
    expanded.tree.origin = document.root.origin;
    for (const auto& member : document.root.entries) {
      if (is_trial_path(member.key)) expanded.tree.entries.push_back(member);
    }
    std::vector<spec::Assignment> set;
    std::copy_if(arm.set.begin(), arm.set.end(), std::back_inserter(set), [](const spec::Assignment& one) { return is_trial_path(one.path); });
    spec::Findings ignored;  // the paths of a fragment may lead into tables that others bring
    spec::assign(expanded.tree, set, document.is_fragment() ? ignored : findings);
    expanded.baseline = spec::is_baseline(expanded.tree);
    for (const auto& one : set) {
      if (contains(spec::trial_tables(expanded.baseline), spec::first_segment(one.path))) continue;
      findings.add("spec.unread-table", fmt::format("the arm '{}' is a baseline and does not read '{}'", arm.name, one.path), one.path_origin, "",
                   {"a baseline reads: " + join(spec::trial_tables(true))});
    }
    expanded.groups = groups_of(document.sweep, expanded.baseline);
    arms.push_back(std::move(expanded));
  }
  if (!document.is_fragment()) report_unread(document, arms, findings);
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
