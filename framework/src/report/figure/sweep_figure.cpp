#include "report/figure/sweep_figure.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/suggest.hpp"
#include "draw/chart.hpp"
#include "report/axes.hpp"
#include "report/figure/chosen_trials.hpp"
#include "report/figure/spread.hpp"
#include "report/metric_names.hpp"
#include "spec/variants.hpp"

namespace assay::report {
namespace {

using record::TrialSummary;
using Trials = std::vector<const TrialSummary*>;

[[noreturn]] void no_axis(const std::string& message, const std::vector<std::string>& swept, const std::string& wrong) {
  throw SpecError(Diagnostic{"figure.no-axis",
                             message,
                             {},
                             wrong.empty() ? std::string("name one with over") : did_you_mean(wrong, swept),
                             {"swept options are: " + (swept.empty() ? std::string("none") : join(swept))}});
}

std::vector<std::string> axes_along(const record::RunView& run, const std::vector<std::string>& over) {
  std::vector<std::string> swept;
  for (const auto& axis : run.manifest.axes) {
    if (axis != spec::case_axis) swept.push_back(axis);
  }
  if (over.empty() && swept.size() != 1) no_axis(fmt::format("the run sweeps {} options", swept.size()), swept, {});
  for (const auto& axis : over) {
    if (std::find(swept.begin(), swept.end(), axis) == swept.end()) no_axis(fmt::format("'{}' is no swept option of this run", axis), swept, axis);
  }
  return over.empty() ? swept : over;
}

/// Where the values of an axis lie: at their number when all are numbers, else at 0, 1, … under their names.
class Positions {
 public:
  Positions(const Trials& trials, const std::vector<std::string>& axes) {
    for (const auto* trial : trials) {
      for (const auto& axis : axes) {
        const std::string text = axis_text(*trial, axis);
        if (!text.empty() && std::find(texts_.begin(), texts_.end(), text) == texts_.end()) texts_.push_back(text);
      }
    }
    numeric_ = std::all_of(texts_.begin(), texts_.end(), [](const std::string& text) { return number(text).second; });
  }

  [[nodiscard]] double at(const std::string& text) const {
    if (numeric_) return number(text).first;
    return static_cast<double>(std::find(texts_.begin(), texts_.end(), text) - texts_.begin());
  }
  void put_ticks(draw::Chart& chart) const {
    constexpr std::size_t most = 10;
    if (numeric_ && texts_.size() > most) return;
    for (const auto& text : texts_) {
      chart.x_ticks.push_back(at(text));
      chart.x_tick_names.push_back(text);
    }
  }

 private:
  static std::pair<double, bool> number(const std::string& text) {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    return {value, !text.empty() && *end == '\0' && std::isfinite(value)};
  }

  std::vector<std::string> texts_;
  bool numeric_ = false;
};

/// Trials along one axis, with the name of their line.
struct Line {
  std::string name;
  std::string axis;
  Trials trials;
};

std::string other_settings(const record::RunView& run, const TrialSummary& trial, const std::string& axis) {
  std::string text;
  for (const auto& other : axes_of(run.manifest)) {
    const std::string value = other == axis || other == seed_axis ? std::string() : axis_text(trial, other);
    const bool only_arm = other == arm_axis && run.manifest.arms.size() == 1;
    if (!value.empty() && !only_arm) text += (text.empty() ? "" : ", ") + axis_label(other, value);
  }
  return text;
}

std::vector<Line> lines_by_setting(const record::RunView& run, const Trials& trials, const std::string& axis) {
  std::vector<Line> lines;
  for (const auto* trial : trials) {
    if (axis_text(*trial, axis).empty()) continue;  // an arm that does not have the option
    const std::string name = other_settings(run, *trial, axis);
    auto found = std::find_if(lines.begin(), lines.end(), [&](const Line& line) { return line.name == name; });
    if (found == lines.end()) found = lines.insert(lines.end(), {name, axis, {}});
    found->trials.push_back(trial);
  }
  return lines;
}

std::vector<Line> lines_by_axis(const Trials& trials, const std::vector<std::string>& axes) {
  std::vector<Line> lines;
  for (const auto& axis : axes) {
    Line line{axis, axis, {}};
    for (const auto* trial : trials) {
      const bool along = std::all_of(axes.begin(), axes.end(), [&](const std::string& other) {
        return other == axis || axis_text(*trial, other) == axis_text(*trials.front(), other);
      });
      if (along && !axis_text(*trial, axis).empty()) line.trials.push_back(trial);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

draw::Series series_of(const Line& line, const std::string& metric, const Positions& positions) {
  const double scale = is_percentage(metric) ? 100.0 : 1.0;
  std::map<double, std::vector<double>> values;
  for (const auto* trial : line.trials) {
    const auto found = trial->final_metrics.find(metric);
    if (found != trial->final_metrics.end()) values[positions.at(axis_text(*trial, line.axis))].push_back(scale * found->second);
  }
  draw::Series series;
  series.name = line.name;
  for (const auto& [x, at_x] : values) add_spread(series, x, at_x);
  return series;
}

}  // namespace

draw::Drawing sweep_figure(const record::RunView& run, const FigureOptions& options) {
  const auto metrics = choose_metrics(run, options.metrics);
  const auto axes = axes_along(run, options.over);
  const auto trials = chosen_trials(run, options.where);
  const auto lines = axes.size() == 1 ? lines_by_setting(run, trials, axes.front()) : lines_by_axis(trials, axes);
  const Positions positions(trials, axes);
  draw::ChartPage page;
  page.heading = run_title(run.manifest);
  for (const auto& metric : metrics) {
    draw::Chart chart;
    chart.markers = true;
    chart.x_label = axes.size() == 1 ? axes.front() : "value of the option";
    chart.y_label = metric_heading(metric);
    positions.put_ticks(chart);
    for (const auto& line : lines) chart.series.push_back(series_of(line, metric, positions));
    page.charts.push_back(std::move(chart));
  }
  page.note = spread_note(page.charts);
  return draw::chart_drawing(std::move(page));
}

}  // namespace assay::report
