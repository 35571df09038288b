#include "app/commands/present_data.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "host/trial_check.hpp"
#include "run/label.hpp"

namespace assay::app {

const Value& PresentData::hashes(const Value& dataset) {
  const std::string key = to_json(dataset);
  auto found = hashes_.find(key);
  if (found == hashes_.end()) found = hashes_.emplace(key, host::data_hashes(host_, dataset, roots_)).first;
  return found->second;
}

bool PresentData::are_those_of(const plan::Trial& trial, const run::TrialState& state) {
  if (state.data_sha256.empty()) return true;
  const Value& now = hashes(trial.resolved.at("dataset"));
  if (!now.is_array()) return true;  // whoever needs what is missing will say so
  return std::equal(now.array().begin(), now.array().end(), state.data_sha256.begin(), state.data_sha256.end(),
                    [](const Value& one, const std::string& other) { return one == Value(other); });
}

void refuse_other_data(const plan::Plan& plan, const record::RunFolder& folder, PresentData& data) {
  std::vector<std::string> others;
  for (const auto& trial : plan.trials) {
    const auto state = run::trial_state(folder, trial.id);
    if (state.status != "done" || data.are_those_of(trial, state)) continue;
    others.push_back(fmt::format("{}: {}", run::trial_label(trial.arm, trial.axes, trial.seed), folder.trial(trial.id).string()));
  }
  if (others.empty()) return;
  throw DataError(Diagnostic{"run.other-data",
                             fmt::format("{} finished trials of '{}' read other data files than there are now", others.size(), folder.root.string()),
                             {},
                             "choose another folder with --run-dir DIR, bring the old files back, or remove the files of these trials",
                             std::move(others)});
}

}  // namespace assay::app
