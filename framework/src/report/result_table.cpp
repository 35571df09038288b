#include "report/result_table.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "base/suggest.hpp"
#include "spec/variants.hpp"

namespace assay::report {
namespace {

using record::TrialSummary;

std::vector<std::string> measured_metrics(const record::RunView& run) {
  std::set<std::string> names;
  for (const auto& trial : run.trials) {
    for (const auto& metric : trial.final_metrics) names.insert(metric.first);
  }
  // The usual three come first, as in every table of the field.
  std::vector<std::string> ordered;
  for (const std::string usual : {"acc", "nmi", "ari"}) {
    if (names.erase(usual) > 0) ordered.push_back(usual);
  }
  ordered.insert(ordered.end(), names.begin(), names.end());
  return ordered;
}

std::vector<std::string> metrics_of_spec(const record::RunView& run) {
  std::vector<std::string> names;
  const Value* listed = run.manifest.table.find("metrics");
  if (listed == nullptr || !listed->is_array()) return names;
  for (const auto& name : listed->array()) {
    if (name.is_string()) names.push_back(name.string());
  }
  return names;
}

std::vector<std::string> choose_metrics(const record::RunView& run, const std::vector<std::string>& asked) {
  const auto measured = measured_metrics(run);
  if (asked.empty()) {
    const auto listed = metrics_of_spec(run);
    return listed.empty() ? measured : listed;
  }
  for (const auto& name : asked) {
    if (measured.empty() || std::find(measured.begin(), measured.end(), name) != measured.end()) continue;
    throw SpecError(Diagnostic{"table.unknown-metric",
                               fmt::format("no trial of this run measured '{}'", name),
                               {},
                               did_you_mean(name, measured),
                               {"measured were: " + join(measured)}});
  }
  return asked;
}

std::optional<double> number_at(const Value& table, const std::string& key) {
  const Value* value = table.find(key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->real();
}

/// [table] published.<arm>.<metric> and <metric>_std, with cases published.<arm>.<case>.<metric>; in percent where tables show percent.
std::optional<PublishedFigure> published_figure(const record::RunManifest& manifest, const ResultRow& row, const std::string& metric) {
  const Value* published = manifest.table.find("published");
  const Value* figures = published == nullptr ? nullptr : published->find(row.arm);
  if (figures != nullptr && !row.case_name.empty()) figures = figures->find(row.case_name);
  if (figures == nullptr) return std::nullopt;
  const auto value = number_at(*figures, metric);
  if (!value) return std::nullopt;
  const double scale = is_percentage(metric) ? 0.01 : 1.0;
  PublishedFigure figure{*value * scale, std::nullopt};
  if (const auto deviation = number_at(*figures, metric + "_std")) figure.standard_deviation = *deviation * scale;
  return figure;
}

std::string axis_text(const TrialSummary& trial, const std::string& axis) {
  const Value* value = trial.axes.find(axis);
  if (value == nullptr) return {};
  return value->is_string() ? value->string() : to_json(*value);
}

/// The trials of each row, rows in the order of the plan.
std::vector<std::vector<const TrialSummary*>> group_trials(const record::RunView& run) {
  std::map<std::pair<std::string, std::string>, std::size_t> rows;
  std::vector<std::vector<const TrialSummary*>> groups;
  for (const auto& trial : run.trials) {
    const auto added = rows.emplace(std::make_pair(trial.arm, to_json(trial.axes)), groups.size());
    if (added.second) groups.emplace_back();
    groups[added.first->second].push_back(&trial);
  }
  return groups;
}

ResultCell make_cell(const std::vector<const TrialSummary*>& trials, const std::string& metric) {
  std::vector<double> values;
  for (const TrialSummary* trial : trials) {
    const auto found = trial->final_metrics.find(metric);
    if (trial->status == "done" && found != trial->final_metrics.end()) values.push_back(found->second);
  }
  return {describe(values), std::nullopt};
}

ResultRow make_row(const record::RunView& run, const ResultTable& table, const std::vector<const TrialSummary*>& trials) {
  ResultRow row;
  row.arm = trials.front()->arm;
  row.case_name = axis_text(*trials.front(), spec::case_axis);
  row.planned = trials.size();
  for (const auto& axis : table.axes) row.axes.push_back(axis_text(*trials.front(), axis));
  for (const TrialSummary* trial : trials) {
    row.done += trial->status == "done" ? 1 : 0;
    row.failed += trial->status == "failed" ? 1 : 0;
    row.uses_label_information = row.uses_label_information || trial->uses_label_information;
  }
  for (const auto& metric : table.metrics) {
    row.cells.push_back(make_cell(trials, metric));
    row.cells.back().published = published_figure(run.manifest, row, metric);
  }
  return row;
}

}  // namespace

bool is_percentage(const std::string& metric) {
  static constexpr std::array<const char*, 9> names = {"acc",   "majority_acc", "exemplar_acc",     "ari", "nmi",
                                                       "error", "accuracy",     "validation_error", "ece"};
  const bool named = std::any_of(names.begin(), names.end(), [&](const char* name) { return metric == name; });
  const auto begins = [&](const std::string& prefix) { return metric.compare(0, prefix.size(), prefix) == 0; };
  return named || begins("nmi_") || begins("knn_error_");
}

ResultTable make_result_table(const record::RunView& run, const std::vector<std::string>& metrics) {
  ResultTable table;
  table.title = run.manifest.title.empty() ? run.manifest.study : run.manifest.title;
  if (!run.manifest.profile.empty()) table.title += fmt::format(" (profile {})", run.manifest.profile);
  table.cases = run.manifest.cases;
  for (const auto& axis : run.manifest.axes) {
    if (axis != spec::case_axis) table.axes.push_back(axis);
  }
  table.metrics = choose_metrics(run, metrics);
  table.done = run.count("done");
  table.planned = run.trials.size();
  for (const auto& trials : group_trials(run)) table.rows.push_back(make_row(run, table, trials));
  for (const auto& trial : run.trials) {
    if (trial.status == "failed")
      table.failures.push_back({trial.id, trial.arm, axis_text(trial, spec::case_axis), trial.error_code, trial.error_text, trial.seed});
  }
  return table;
}

}  // namespace assay::report
