#include "report/readable_table.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/suggest.hpp"
#include "report/axes.hpp"
#include "report/metric_names.hpp"

namespace assay::report {
namespace {

using Line = Sheet::Line;

const std::string from_labels = " [1]";
const std::string oracle = " [2]";

std::string with_deviation(const std::string& metric, double value, double deviation) {
  if (std::isnan(value)) return "-";
  return metric_text(metric, value) + " ± " + metric_text(metric, deviation);
}

std::string published_text(const std::string& metric, const ResultCell& cell) {
  if (!cell.published) return "-";
  if (!cell.published->standard_deviation) return metric_text(metric, cell.published->value);
  return with_deviation(metric, cell.published->value, *cell.published->standard_deviation);
}

/// A metric in a group of columns, and whether published figures stand beside it.
struct Measure {
  Line group;  ///< values on the column axes
  std::size_t metric = 0;
  bool published = false;
};

/// The rows of one line, by their values on the column axes.
using LineRows = std::map<Line, const ResultRow*>;

std::vector<LineRows> lines_of(const ResultTable& table) {
  std::map<Line, std::size_t> known;
  std::vector<LineRows> lines;
  for (const auto& row : table.rows) {
    const auto added = known.emplace(table.values(row, table.row_axes), lines.size());
    if (added.second) lines.emplace_back();
    lines[added.first->second].emplace(table.values(row, table.column_axes), &row);
  }
  return lines;
}

std::vector<Measure> measures_of(const ResultTable& table) {
  std::vector<Measure> measures;
  for (const auto& group : table.groups) {
    for (std::size_t metric = 0; metric < table.metrics.size(); ++metric) {
      const bool published = std::any_of(table.rows.begin(), table.rows.end(), [&](const ResultRow& row) {
        return row.cells[metric].published.has_value() && table.values(row, table.column_axes) == group;
      });
      measures.push_back({group, metric, published});
    }
  }
  return measures;
}

std::string group_name(const ResultTable& table, const Line& group) {
  std::vector<std::string> names;
  names.reserve(group.size());
  for (std::size_t i = 0; i < group.size(); ++i) names.push_back(axis_label(table.column_axes[i], group[i].empty() ? "-" : group[i]));
  return join(names);
}

std::string shown_heading(const std::string& metric, Shown shown) {
  switch (shown) {
    case Shown::mean: return metric_heading(metric);
    case Shown::median: return metric_heading(metric) + " median";
    case Shown::best: return metric_heading(metric) + " best" + oracle;
    case Shown::count: return "n";
  }
  return {};
}

/// What the numbers do not say: how many trials there were, which failed, where labels helped.
class Notes {
 public:
  Notes(const ResultTable& table, const std::vector<Shown>& shown) : table_(table), shown_(shown) {}

  std::vector<std::string> make() {
    completeness();
    meaning();
    failures();
    return std::move(notes_);
  }

 private:
  [[nodiscard]] bool shows(Shown wanted) const { return std::find(shown_.begin(), shown_.end(), wanted) != shown_.end(); }

  void completeness() {
    if (table_.stopped > 0) notes_.push_back(fmt::format("stopped early by successive halving and not counted in any mean: {}", table_.stopped));
    const std::size_t pending = table_.planned - table_.done - table_.stopped - table_.failures.size();
    if (pending == 0) return;
    notes_.push_back(fmt::format("this run is not finished: of {} trials {} are done, {} failed, {} not ended yet", table_.planned, table_.done,
                                 table_.failures.size(), pending));
  }

  void meaning() {
    std::vector<std::string> over = table_.pooled;
    std::replace(over.begin(), over.end(), std::string(seed_axis), std::string("seeds"));
    if (table_.done > 0 && shows(Shown::mean) && !over.empty()) notes_.push_back("mean ± sample standard deviation over " + join(over));
    if (table_.done > 0 && !shows(Shown::mean) && over.size() > 1) notes_.push_back("taken over " + join(over));
    const bool labels = std::any_of(table_.rows.begin(), table_.rows.end(), [](const ResultRow& row) { return row.uses_label_information; });
    if (labels) notes_.emplace_back("[1] an option was taken from the labels (\"from_dataset\")");
    if (shows(Shown::best)) notes_.emplace_back("[2] oracle: chosen with labels among the trials, which no method can do without them");
  }

  void failures() {
    if (!table_.failures.empty()) notes_.push_back(fmt::format("failed and not counted in any mean: {}", table_.failures.size()));
    for (const auto& failure : table_.failures) {
      const std::string where = failure.case_name.empty() ? "" : fmt::format(", case {}", failure.case_name);
      notes_.push_back(
          fmt::format("  arm {}{}, seed {} (trial {}): {} [{}]", failure.arm, where, failure.seed, failure.id, failure.text, failure.code));
    }
  }

  const ResultTable& table_;
  const std::vector<Shown>& shown_;
  std::vector<std::string> notes_;
};

class SheetMaker {
 public:
  SheetMaker(const ResultTable& table, const std::vector<Shown>& shown) : table_(table), shown_(shown), measures_(measures_of(table)) {}

  Sheet make() {
    head();
    for (const auto& rows : lines_of(table_)) sheet_.lines.push_back(line(rows));
    sheet_.notes = Notes(table_, shown_).make();
    return std::move(sheet_);
  }

 private:
  void head() {
    sheet_.title = table_.title;
    sheet_.heading = table_.row_axes;
    sheet_.heading.emplace_back("trials");
    sheet_.labels = table_.row_axes.size();
    sheet_.groups.resize(sheet_.heading.size());
    for (const auto& measure : measures_) {
      for (const Shown shown : shown_) sheet_.heading.push_back(shown_heading(table_.metrics[measure.metric], shown));
      if (measure.published) sheet_.heading.emplace_back("published");
      if (measure.metric == 0) sheet_.groups.push_back(group_name(table_, measure.group));
      sheet_.groups.resize(sheet_.heading.size());
    }
  }

  [[nodiscard]] Line line(const LineRows& rows) const {
    bool labels = false;
    std::size_t done = 0;
    std::size_t planned = 0;
    for (const auto& row : rows) {
      labels = labels || row.second->uses_label_information;
      done += row.second->done;
      planned += row.second->planned;
    }
    Line line = table_.values(*rows.begin()->second, table_.row_axes);
    for (auto& label : line) label = label.empty() ? "-" : label;
    line.push_back(fmt::format("{} of {}", done, planned));
    if (labels) line.front() += from_labels;
    for (const auto& measure : measures_) {
      const auto row = rows.find(measure.group);
      for (const Shown shown : shown_) line.push_back(row == rows.end() ? "-" : shown_text(*row->second, measure.metric, shown));
      if (!measure.published) continue;
      line.push_back(row == rows.end() ? "-" : published_text(table_.metrics[measure.metric], row->second->cells[measure.metric]));
    }
    return line;
  }

  [[nodiscard]] std::string shown_text(const ResultRow& row, std::size_t metric, Shown shown) const {
    const ResultCell& cell = row.cells[metric];
    switch (shown) {
      case Shown::mean: return mean_text(row, metric);
      case Shown::median: return metric_text(table_.metrics[metric], cell.statistics.median);
      case Shown::best: return metric_text(table_.metrics[metric], cell.best);
      case Shown::count: return fmt::format("{}", cell.statistics.count);
    }
    return {};
  }

  /// Says on how many trials the mean rests where the line does not: fewer than are done, or with several groups fewer than are planned.
  [[nodiscard]] std::string mean_text(const ResultRow& row, std::size_t metric) const {
    const Statistics& statistics = row.cells[metric].statistics;
    if (table_.pooled.empty()) return metric_text(table_.metrics[metric], statistics.mean);
    std::string text = with_deviation(table_.metrics[metric], statistics.mean, statistics.standard_deviation);
    const std::size_t expected = table_.column_axes.empty() ? row.done : row.planned;
    if (statistics.count > 0 && statistics.count < expected) text += fmt::format(" (n={})", statistics.count);
    return text;
  }

  const ResultTable& table_;
  const std::vector<Shown>& shown_;
  std::vector<Measure> measures_;
  Sheet sheet_;
};

}  // namespace

Shown parse_shown(const std::string& name) {
  const std::vector<std::string> known = {"mean", "median", "best", "n"};
  const auto found = std::find(known.begin(), known.end(), name);
  if (found != known.end()) return static_cast<Shown>(found - known.begin());
  throw SpecError(Diagnostic{
      "table.unknown-show", fmt::format("a table cannot show '{}'", name), {}, did_you_mean(name, known), {"it can show: " + join(known)}});
}

Sheet make_sheet(const ResultTable& table, const std::vector<Shown>& shown) { return SheetMaker(table, shown).make(); }

}  // namespace assay::report
