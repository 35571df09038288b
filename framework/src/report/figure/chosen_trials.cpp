#include "report/figure/chosen_trials.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/suggest.hpp"
#include "report/axes.hpp"

namespace assay::report {
namespace {

using record::TrialSummary;

constexpr const char* trial_condition = "trial";  // on the beginning of the id

struct Condition {
  std::string axis;
  std::string value;
};

Condition read_condition(const std::string& text, const std::vector<std::string>& axes) {
  const auto equals = text.find('=');
  if (equals == std::string::npos) {
    throw SpecError(Diagnostic{"figure.bad-condition", fmt::format("'{}' is no condition on trials", text), {}, "write <axis>=<value>", {}});
  }
  Condition condition{text.substr(0, equals), text.substr(equals + 1)};
  if (condition.axis == trial_condition) return condition;
  if (std::find(axes.begin(), axes.end(), condition.axis) == axes.end()) {
    throw SpecError(Diagnostic{"figure.unknown-axis",
                               fmt::format("trials of this run do not differ in '{}'", condition.axis),
                               {},
                               did_you_mean(condition.axis, axes),
                               {"they differ in: " + join(axes)}});
  }
  return condition;
}

bool admits(const Condition& condition, const TrialSummary& trial) {
  if (condition.axis == trial_condition) return trial.id.compare(0, condition.value.size(), condition.value) == 0;
  return axis_text(trial, condition.axis) == condition.value;
}

/// The axes but the seed on which the trials of the run take more than one value.
std::vector<std::string> telling_axes(const record::RunView& run) {
  std::vector<std::string> telling;
  for (const auto& axis : axes_of(run.manifest)) {
    std::set<std::string> values;
    for (const auto& trial : run.trials) values.insert(axis_text(trial, axis));
    if (axis != seed_axis && values.size() > 1) telling.push_back(axis);
  }
  return telling;
}

std::string setting_text(const std::vector<std::string>& axes, const TrialSummary& trial) {
  std::string text;
  for (const auto& axis : axes) {
    const std::string value = axis_text(trial, axis);
    if (!value.empty()) text += (text.empty() ? "" : ", ") + axis_label(axis, value);
  }
  return text;
}

}  // namespace

std::vector<const TrialSummary*> chosen_trials(const record::RunView& run, const std::vector<std::string>& where) {
  const auto axes = axes_of(run.manifest);
  std::vector<Condition> conditions;
  conditions.reserve(where.size());
  for (const auto& text : where) conditions.push_back(read_condition(text, axes));
  std::vector<const TrialSummary*> chosen;
  for (const auto& trial : run.trials) {
    const bool admitted = std::all_of(conditions.begin(), conditions.end(), [&](const Condition& one) { return admits(one, trial); });
    if (admitted && trial.status == "done") chosen.push_back(&trial);
  }
  if (!chosen.empty()) return chosen;
  throw DataError(Diagnostic{"figure.no-trials",
                             where.empty() ? "no trial of this run is done" : fmt::format("no trial with {} is done", join(where)),
                             {},
                             {},
                             {fmt::format("{} of {} trials are done", run.count("done"), run.trials.size())}});
}

std::vector<TrialGroup> group_by_setting(const record::RunView& run, const std::vector<const TrialSummary*>& trials) {
  const auto axes = telling_axes(run);
  std::vector<TrialGroup> groups;
  for (const TrialSummary* trial : trials) {
    const std::string name = setting_text(axes, *trial);
    auto found = std::find_if(groups.begin(), groups.end(), [&](const TrialGroup& group) { return group.name == name; });
    if (found == groups.end()) found = groups.insert(groups.end(), {name, {}});
    found->trials.push_back(trial);
  }
  return groups;
}

std::string trial_text(const record::RunView& run, const TrialSummary& trial) {
  const std::string setting = setting_text(telling_axes(run), trial);
  return fmt::format("{}, seed {}", setting.empty() ? trial.arm : setting, trial.seed);
}

}  // namespace assay::report
