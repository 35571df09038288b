#include "report/page/curves.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "draw/palette.hpp"
#include "report/figure/chosen_trials.hpp"
#include "report/figure/setting_series.hpp"
#include "report/metric_names.hpp"
#include "report/statistics.hpp"

namespace assay::report {
namespace {

constexpr std::size_t most_shown = 4;

/// Five significant digits; nothing for what is not finite.
Value short_number(double number) {
  if (!std::isfinite(number)) return {};
  const double rounded = std::strtod(fmt::format("{:.5g}", number).c_str(), nullptr);
  constexpr double exact_integers = 1e15;
  if (rounded == std::floor(rounded) && std::abs(rounded) < exact_integers) return static_cast<std::int64_t>(rounded);
  return rounded;
}

std::string colour_text(const draw::Colour& colour) {
  if (colour.red == 0.0 && colour.green == 0.0 && colour.blue == 0.0) return "currentColor";
  const auto byte = [](double level) { return static_cast<int>(std::lround(255.0 * level)); };
  return fmt::format("#{:02x}{:02x}{:02x}", byte(colour.red), byte(colour.green), byte(colour.blue));
}

Value setting_value(const std::string& name, std::size_t index) {
  const draw::SeriesStyle style = draw::series_style(index);
  std::string dashes;
  for (const double length : style.dashes) dashes += fmt::format("{}{}", dashes.empty() ? "" : " ", length);
  return Value::Table{{"name", name}, {"colour", colour_text(style.colour)}, {"dashes", dashes}};
}

/// Those of one cadence, by setting. A setting without a name, the only one, has that of its arm.
std::vector<SettingSeries> series_of_cadence(const std::vector<TrialGroup>& groups, const std::vector<PageTrial>& trials,
                                             const std::string& cadence) {
  std::map<std::string, const record::TrialRecord*> records;
  for (const auto& trial : trials) records[trial.summary.id] = trial.record ? &*trial.record : nullptr;
  std::vector<SettingSeries> settings;
  for (const auto& group : groups) {
    SettingSeries setting{group.name.empty() ? group.trials.front()->arm : group.name, {}};
    for (const auto* trial : group.trials) {
      const auto* record = records.at(trial->id);
      for (const auto& series : record == nullptr ? std::vector<record::SeriesGroup>() : record->series) {
        if (series.cadence == cadence) setting.trials.push_back(series);
      }
    }
    settings.push_back(std::move(setting));
  }
  return settings;
}

class CurveMaker {
 public:
  explicit CurveMaker(std::size_t points) : points_(points) {}

  Value curve(const std::map<std::int64_t, std::vector<double>>& values, std::size_t setting, double scale) {
    std::vector<std::pair<std::int64_t, Statistics>> points;
    points.reserve(values.size());
    for (const auto& [epoch, numbers] : values) points.emplace_back(epoch, describe(numbers));
    std::vector<std::int64_t> index;
    Value::Array mean;
    Value::Array deviation;
    Value::Array counts;
    for (const std::size_t at : thinned(points.size(), points_)) {
      const auto& [epoch, statistics] = points[at];
      index.push_back(epoch);
      mean.push_back(short_number(scale * statistics.mean));
      deviation.push_back(short_number(statistics.count == 1 ? 0.0 : scale * statistics.standard_deviation));
      counts.emplace_back(static_cast<std::int64_t>(statistics.count));
    }
    const bool equal = std::all_of(counts.begin(), counts.end(), [&](const Value& count) { return count == counts.front(); });
    return Value::Table{{"setting", static_cast<std::int64_t>(setting)},
                        {"index", static_cast<std::int64_t>(indices_.emplace(index, indices_.size()).first->second)},
                        {"mean", std::move(mean)},
                        {"deviation", std::move(deviation)},
                        {"trials", equal ? counts.front() : Value(counts)}};
  }

  [[nodiscard]] Value indices() const {
    Value::Array lists(indices_.size());
    for (const auto& [index, place] : indices_) {
      Value::Array list;
      for (const auto epoch : index) list.emplace_back(epoch);
      lists[place] = std::move(list);
    }
    return lists;
  }

 private:
  std::size_t points_;
  std::map<std::vector<std::int64_t>, std::size_t> indices_;
};

/// A series before it is known how many there are.
struct NamedSeries {
  const record::Column* column = nullptr;
  const std::vector<SettingSeries>* settings = nullptr;
  std::string group;
};

Value series_value(const NamedSeries& series, CurveMaker& maker) {
  const std::string& name = series.column->name;
  const bool percent = series.group == "metrics" && is_percentage(name);
  Value::Array curves;
  for (std::size_t i = 0; i < series.settings->size(); ++i) {
    const auto values = values_by_index((*series.settings)[i], name);
    if (!values.empty()) curves.push_back(maker.curve(values, i, percent ? 100.0 : 1.0));
  }
  std::string label = percent ? metric_heading(name) : name;
  const std::string& unit = series.column->unit;
  if (!percent && !unit.empty() && unit != "1") label += " (" + unit + ")";
  return Value::Table{{"name", name},          {"label", label},     {"help", series.column->help},
                      {"group", series.group}, {"percent", percent}, {"curves", std::move(curves)}};
}

/// The metrics of the table first, then other metrics, other evaluations, and what is recorded in every epoch.
std::vector<NamedSeries> ordered_series(const std::vector<std::string>& first, const std::vector<std::string>& metrics,
                                        const std::vector<SettingSeries>& evaluations, const std::vector<SettingSeries>& epochs) {
  const auto place = [&](const NamedSeries& series) {
    if (series.group == "training") return first.size() + 2;
    if (series.group != "metrics") return first.size() + 1;
    return static_cast<std::size_t>(std::find(first.begin(), first.end(), series.column->name) - first.begin());
  };
  std::vector<NamedSeries> all;
  for (const auto* column : all_columns(evaluations)) {
    const bool metric = std::find(metrics.begin(), metrics.end(), column->name) != metrics.end();
    all.push_back({column, &evaluations, metric ? "metrics" : "other evaluations"});
  }
  for (const auto* column : all_columns(epochs)) all.push_back({column, &epochs, "training"});
  std::stable_sort(all.begin(), all.end(), [&](const NamedSeries& a, const NamedSeries& b) { return place(a) < place(b); });
  return all;
}

/// The metrics of the table at the head of the list, or the first series when there are none.
Value first_shown(const std::vector<NamedSeries>& all, const std::vector<std::string>& metrics) {
  Value::Array shown;
  for (std::size_t i = 0; i < all.size() && shown.size() < most_shown; ++i) {
    const bool of_table = all[i].group == "metrics" && std::find(metrics.begin(), metrics.end(), all[i].column->name) != metrics.end();
    if (of_table) shown.emplace_back(static_cast<std::int64_t>(i));
  }
  if (shown.empty()) shown.emplace_back(0);
  return shown;
}

std::vector<const record::TrialSummary*> done_trials(const record::RunView& run) {
  std::vector<const record::TrialSummary*> done;
  for (const auto& trial : run.trials) {
    if (trial.status == "done") done.push_back(&trial);
  }
  return done;
}

}  // namespace

std::vector<std::size_t> thinned(std::size_t count, std::size_t wanted) {
  const std::size_t taken = std::min(count, std::max<std::size_t>(wanted, 2));
  std::vector<std::size_t> positions(taken);
  for (std::size_t i = 0; i < taken; ++i) positions[i] = taken > 1 ? i * (count - 1) / (taken - 1) : 0;
  return positions;
}

Value curves_value(const record::RunView& run, const std::vector<PageTrial>& trials) {
  const auto groups = group_by_setting(run, done_trials(run));
  const auto evaluations = series_of_cadence(groups, trials, "eval");
  const auto epochs = series_of_cadence(groups, trials, "epoch");
  const auto metrics = choose_metrics(run, {});
  const auto all = ordered_series(metrics, measured_metrics(run), evaluations, epochs);
  Value value = Value::Table{};
  if (all.empty()) return value;
  CurveMaker maker(std::clamp(most_points / (all.size() * groups.size()), fewest_points, most_points_of_curve));
  Value::Array settings;
  for (std::size_t i = 0; i < evaluations.size(); ++i) settings.push_back(setting_value(evaluations[i].name, i));
  Value::Array series;
  for (const auto& one : all) series.push_back(series_value(one, maker));
  value["settings"] = std::move(settings);
  value["series"] = std::move(series);
  value["indices"] = maker.indices();
  value["shown"] = first_shown(all, metrics);
  return value;
}

}  // namespace assay::report
