#include "report/figure/series_figures.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/suggest.hpp"
#include "draw/chart.hpp"
#include "record/trial_file.hpp"
#include "report/axes.hpp"
#include "report/figure/chosen_trials.hpp"
#include "report/figure/setting_series.hpp"
#include "report/figure/spread.hpp"
#include "report/metric_names.hpp"

namespace assay::report {
namespace {

std::vector<SettingSeries> read_evaluations(const record::RunView& run, const std::vector<TrialGroup>& groups) {
  std::vector<SettingSeries> all;
  for (const auto& group : groups) {
    SettingSeries setting{group.name, {}};
    for (const auto* trial : group.trials) {
      for (auto& series : record::read_trial_file(run.folder.trial(trial->id)).series) {
        if (series.cadence == "eval") setting.trials.push_back(std::move(series));
      }
    }
    all.push_back(std::move(setting));
  }
  return all;
}

/// The series `name` over the trials of a setting, times `scale`; no points when none has it.
draw::Series series_of(const SettingSeries& setting, const std::string& name, double scale) {
  draw::Series series;
  series.name = setting.name;
  for (auto& [epoch, values] : values_by_index(setting, name)) {
    for (double& value : values) value *= scale;
    add_spread(series, static_cast<double>(epoch), values);
  }
  return series;
}

draw::Chart chart_of(const std::vector<SettingSeries>& settings, const std::string& name, double scale) {
  draw::Chart chart;
  chart.x_label = "epoch";
  for (const auto& setting : settings) {
    draw::Series series = series_of(setting, name, scale);
    if (!series.x.empty()) chart.series.push_back(std::move(series));
  }
  return chart;
}

[[noreturn]] void no_series() {
  throw DataError(Diagnostic{"figure.no-series", "the trials have no such series", {}, "evaluate with [evaluate] every = 1 for curves", {}});
}

}  // namespace

draw::Drawing curves_figure(const record::RunView& run, const FigureOptions& options) {
  const auto metrics = choose_metrics(run, options.metrics);
  const auto settings = read_evaluations(run, group_by_setting(run, chosen_trials(run, options.where)));
  draw::ChartPage page;
  page.heading = run_title(run.manifest);
  for (const auto& metric : metrics) {
    draw::Chart chart = chart_of(settings, metric, is_percentage(metric) ? 100.0 : 1.0);
    chart.y_label = metric_heading(metric);
    if (!chart.series.empty()) page.charts.push_back(std::move(chart));
  }
  if (page.charts.empty()) no_series();
  page.note = spread_note(page.charts);
  return draw::chart_drawing(std::move(page));
}

draw::Drawing health_figure(const record::RunView& run, const FigureOptions& options) {
  const auto trials = chosen_trials(run, options.where);
  const auto settings = read_evaluations(run, group_by_setting(run, trials));
  const auto columns = all_columns(settings);
  std::vector<std::string> names;
  names.reserve(columns.size());
  for (const auto* column : columns) names.push_back(column->name);
  for (const auto& name : options.metrics) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    throw SpecError(Diagnostic{
        "figure.unknown-series", fmt::format("the trials have no series '{}'", name), {}, did_you_mean(name, names), {"series are: " + join(names)}});
  }
  draw::ChartPage page;
  page.heading = run_title(run.manifest) + ": health";
  page.columns = 3;
  for (const auto* column : columns) {
    const bool metric = trials.front()->final_metrics.count(column->name) > 0;
    const bool asked = std::find(options.metrics.begin(), options.metrics.end(), column->name) != options.metrics.end();
    if (options.metrics.empty() ? metric : !asked) continue;
    draw::Chart chart = chart_of(settings, column->name, 1.0);
    chart.title = column->name;
    chart.y_label = column->unit.empty() || column->unit == "1" ? std::string() : column->unit;
    page.charts.push_back(std::move(chart));
  }
  if (page.charts.empty()) no_series();
  page.note = spread_note(page.charts);
  return draw::chart_drawing(std::move(page));
}

}  // namespace assay::report
