#include "run/halving.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "assay/options/field.hpp"
#include "base/json.hpp"
#include "base/suggest.hpp"
#include "record/journal.hpp"
#include "record/trial_file.hpp"
#include "run/store.hpp"
#include "spec/variants.hpp"

namespace assay::run {
namespace {

/// What a trial has measured so far, whether it has ended or not. A failure counts for nothing: the trial failed, or runs again and is what its
/// journal says.
record::TrialRecord measured(const record::RunFolder& folder, const std::string& id) {
  if (const std::string status = trial_state(folder, id).status; status == "done" || status == "stopped") {
    return record::read_trial_file(folder.trial(id));
  }
  record::TrialRecord record;
  record::read_journal_into(record::JournalReader(folder.journal(id)).poll(), record);
  return record;
}

const record::SeriesGroup* evaluations(const record::TrialRecord& record) {
  for (const auto& group : record.series) {
    if (group.cadence == "eval") return &group;
  }
  return nullptr;
}

/// The last value up to that epoch: a method may have ended before it.
std::optional<double> value_at(const record::TrialRecord& record, const std::string& metric, std::int64_t epoch) {
  const auto* group = evaluations(record);
  if (group == nullptr) return std::nullopt;
  std::optional<double> value;
  for (const auto& column : group->columns) {
    if (column.name != metric) continue;
    for (std::size_t i = 0; i < group->index.size() && group->index[i] <= epoch; ++i) value = column.values[i];
  }
  return value;
}

/// Equal for the settings that compete with each other.
std::string heat_of(const plan::Trial& trial) {
  const Value* in_case = trial.axes.find(spec::case_axis);
  return trial.arm + '\n' + (in_case == nullptr ? std::string() : in_case->string());
}

}  // namespace

Halving::Halving(const plan::Plan& plan, record::RunFolder folder) : plan_(plan), folder_(std::move(folder)) {
  if (plan.halving.is_null()) return;
  options_ = parse_options<HalvingOptions>(plan.halving);
  std::map<std::string, std::size_t> known;
  for (const auto& trial : plan.trials) {
    const auto found = known.emplace(trial.arm + '\n' + to_json(trial.axes), settings_.size());
    if (found.second) settings_.emplace_back();
    settings_[found.first->second].trials.push_back(&trial);
    setting_of_[trial.id] = found.first->second;
  }
}

std::int64_t Halving::pause_after() const { return options_ && rung_ < options_->epochs.size() ? options_->epochs[rung_] : 0; }

bool Halving::has_reached(const plan::Trial& trial) const {
  if (pause_after() == 0) return false;
  const auto record = measured(folder_, trial.id);
  const auto* group = evaluations(record);
  return group != nullptr && !group->index.empty() && group->index.back() >= pause_after();
}

std::vector<Halving::Heat> Halving::heats() {
  std::map<std::string, Heat> by_name;
  for (auto& setting : settings_) {
    if (setting.why_stopped.empty()) by_name[heat_of(*setting.trials.front())].push_back(&setting);
  }
  std::vector<Heat> list;
  list.reserve(by_name.size());
  for (auto& entry : by_name) list.push_back(std::move(entry.second));
  return list;
}

void Halving::end_rung() {
  const std::int64_t epoch = pause_after();
  if (epoch == 0) return;
  require_metric();
  for (auto& heat : heats()) decide(std::move(heat), epoch);
  ++rung_;
}

void Halving::decide(Heat heat, std::int64_t epoch) {
  std::map<const Setting*, std::optional<double>> scores;
  for (const Setting* setting : heat) scores[setting] = score(*setting, epoch);
  // Equal settings keep the order of the plan.
  std::stable_sort(heat.begin(), heat.end(), [&](const Setting* left, const Setting* right) { return scores[left] > scores[right]; });
  const auto n = heat.size();
  const auto left = std::max<std::size_t>(1, static_cast<std::size_t>(static_cast<double>(n) / options_->factor));
  for (std::size_t rank = left; rank < n; ++rank) {
    const auto value = scores[heat[rank]];
    const double sign = options_->goal == "min" ? -1.0 : 1.0;
    heat[rank]->why_stopped =
        fmt::format("after epoch {} its mean {} over {} seeds {}, place {} of {}, and {} go on", epoch, options_->metric, heat[rank]->trials.size(),
                    value ? fmt::format("was {:.4g}", sign * *value) : "could not be taken", rank + 1, n, left);
  }
}

std::optional<double> Halving::score(const Setting& setting, std::int64_t epoch) const {
  double sum = 0.0;
  for (const plan::Trial* trial : setting.trials) {
    const auto value = value_at(measured(folder_, trial->id), options_->metric, epoch);
    if (!value || !std::isfinite(*value)) return std::nullopt;
    sum += *value;
  }
  const double mean = sum / static_cast<double>(setting.trials.size());
  return options_->goal == "min" ? -mean : mean;
}

void Halving::require_metric() const {
  std::set<std::string> names;
  for (const auto& trial : plan_.trials) {
    const auto record = measured(folder_, trial.id);
    const auto* group = evaluations(record);
    if (group == nullptr) continue;
    for (const auto& column : group->columns) names.insert(column.name);
  }
  if (names.empty() || names.count(options_->metric) > 0) return;
  const std::vector<std::string> list(names.begin(), names.end());
  throw SpecError(Diagnostic{"run.halving-metric",
                             fmt::format("'halving' goes by '{}', which no trial has measured", options_->metric),
                             {},
                             did_you_mean(options_->metric, list),
                             {"measured are: " + join(list)}});
}

std::string Halving::why_stopped(const plan::Trial& trial) const {
  const auto found = setting_of_.find(trial.id);
  return found == setting_of_.end() ? std::string() : settings_[found->second].why_stopped;
}

}  // namespace assay::run
