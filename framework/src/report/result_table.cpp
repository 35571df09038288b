#include "report/result_table.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/suggest.hpp"
#include "report/axes.hpp"
#include "report/metric_names.hpp"
#include "spec/variants.hpp"

namespace assay::report {
namespace {

using record::TrialSummary;
using Names = std::vector<std::string>;

bool contains(const Names& names, const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); }

void check_axes(const Names& known, const TableRequest& request) {
  Names asked = request.rows;
  asked.insert(asked.end(), request.columns.begin(), request.columns.end());
  std::set<std::string> seen;
  for (const auto& axis : asked) {
    if (!contains(known, axis)) {
      throw SpecError(Diagnostic{
          "table.unknown-axis", fmt::format("this run has no axis '{}'", axis), {}, did_you_mean(axis, known), {"axes are: " + join(known)}});
    }
    if (seen.insert(axis).second) continue;
    throw SpecError(Diagnostic{
        "table.repeated-axis", fmt::format("the axis '{}' is named twice", axis), {}, "name each axis once, in the rows or in the columns", {}});
  }
}

/// Divides the axes of the run between rows, columns and what is pooled.
void lay_out(const Names& known, const TableRequest& request, ResultTable& table) {
  table.row_axes = request.rows;
  table.column_axes = request.columns;
  const bool cases_are_free = contains(known, spec::case_axis) && !contains(request.rows, spec::case_axis);
  if (request.columns.empty() && cases_are_free) table.column_axes = {spec::case_axis};
  for (const auto& axis : known) {
    const bool in_columns = contains(table.column_axes, axis);
    if (request.rows.empty() && !in_columns && axis != seed_axis) table.row_axes.push_back(axis);
    (in_columns || contains(table.row_axes, axis) ? table.axes : table.pooled).push_back(axis);
  }
}

std::optional<double> number_at(const Value& table, const std::string& key) {
  const Value* value = table.find(key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->real();
}

/// [table] published.<arm>.<metric> and <metric>_std, with cases published.<arm>.<case>.<metric>; in percent where tables show percent.
std::optional<PublishedFigure> published_figure(const record::RunManifest& manifest, const TrialSummary& trial, const std::string& metric) {
  const Value* published = manifest.table.find("published");
  const Value* figures = published == nullptr ? nullptr : published->find(trial.arm);
  const std::string case_name = axis_text(trial, spec::case_axis);
  if (figures != nullptr && !case_name.empty()) figures = figures->find(case_name);
  if (figures == nullptr) return std::nullopt;
  const auto value = number_at(*figures, metric);
  if (!value) return std::nullopt;
  const double scale = is_percentage(metric) ? 0.01 : 1.0;
  PublishedFigure figure{*value * scale, std::nullopt};
  if (const auto deviation = number_at(*figures, metric + "_std")) figure.standard_deviation = *deviation * scale;
  return figure;
}

using Trials = std::vector<const TrialSummary*>;

/// Trials with equal values on all of some axes, in the order of the plan, the first axis outermost.
class Grouping {
 public:
  Grouping(const record::RunView& run, Names axes) : axes_(std::move(axes)), positions_(axes_.size()) {
    for (std::size_t i = 0; i < axes_.size(); ++i) {
      if (axes_[i] == arm_axis) see(i, run.manifest.arms);
      if (axes_[i] == spec::case_axis) see(i, run.manifest.cases);
    }
    for (const auto& trial : run.trials) groups_[position(trial)].push_back(&trial);
  }

  [[nodiscard]] std::vector<Trials> groups() const {
    std::vector<Trials> ordered;
    ordered.reserve(groups_.size());
    for (const auto& group : groups_) ordered.push_back(group.second);
    return ordered;
  }

 private:
  std::size_t see(std::size_t axis, const std::string& value) { return positions_[axis].emplace(value, positions_[axis].size()).first->second; }
  void see(std::size_t axis, const Names& values) {
    for (const auto& value : values) see(axis, value);
  }

  std::vector<std::size_t> position(const TrialSummary& trial) {
    std::vector<std::size_t> position;
    position.reserve(axes_.size());
    for (std::size_t i = 0; i < axes_.size(); ++i) position.push_back(see(i, axis_text(trial, axes_[i])));
    return position;
  }

  Names axes_;
  std::vector<std::map<std::string, std::size_t>> positions_;  ///< per axis, of each value
  std::map<std::vector<std::size_t>, Trials> groups_;
};

ResultCell make_cell(const Trials& trials, const std::string& metric) {
  std::vector<double> values;
  for (const TrialSummary* trial : trials) {
    const auto found = trial->final_metrics.find(metric);
    if (trial->status == "done" && found != trial->final_metrics.end()) values.push_back(found->second);
  }
  const Statistics statistics = describe(values);
  return {statistics, lower_is_better(metric) ? statistics.lowest : statistics.highest, std::nullopt};
}

ResultRow make_row(const record::RunView& run, const ResultTable& table, const Trials& trials) {
  ResultRow row;
  row.key = axis_texts(*trials.front(), table.axes);
  row.planned = trials.size();
  for (const TrialSummary* trial : trials) {
    row.done += trial->status == "done" ? 1 : 0;
    row.failed += trial->status == "failed" ? 1 : 0;
    row.stopped += trial->status == "stopped" ? 1 : 0;
    row.uses_label_information = row.uses_label_information || trial->uses_label_information;
  }
  // A figure is about one arm on one data set, so it has no place beside numbers that pool several.
  const bool comparable = !contains(table.pooled, arm_axis) && !contains(table.pooled, spec::case_axis);
  for (const auto& metric : table.metrics) {
    row.cells.push_back(make_cell(trials, metric));
    if (comparable) row.cells.back().published = published_figure(run.manifest, *trials.front(), metric);
  }
  return row;
}

}  // namespace

std::vector<std::string> ResultTable::values(const ResultRow& row, const std::vector<std::string>& of_axes) const {
  std::vector<std::string> found;
  found.reserve(of_axes.size());
  for (const auto& axis : of_axes) found.push_back(row.key[static_cast<std::size_t>(std::find(axes.begin(), axes.end(), axis) - axes.begin())]);
  return found;
}

ResultTable make_result_table(const record::RunView& run, const TableRequest& request) {
  const Names known = axes_of(run.manifest);
  check_axes(known, request);
  ResultTable table;
  table.title = run_title(run.manifest);
  lay_out(known, request, table);
  table.metrics = choose_metrics(run, request.metrics);
  table.done = run.count("done");
  table.stopped = run.count("stopped");
  table.planned = run.trials.size();
  for (const auto& trials : Grouping(run, table.column_axes).groups()) table.groups.push_back(axis_texts(*trials.front(), table.column_axes));
  Names axes = table.row_axes;
  axes.insert(axes.end(), table.column_axes.begin(), table.column_axes.end());
  for (const auto& trials : Grouping(run, axes).groups()) table.rows.push_back(make_row(run, table, trials));
  for (const auto& trial : run.trials) {
    if (trial.status == "failed")
      table.failures.push_back({trial.id, trial.arm, axis_text(trial, spec::case_axis), trial.error_code, trial.error_text, trial.seed});
  }
  return table;
}

}  // namespace assay::report
