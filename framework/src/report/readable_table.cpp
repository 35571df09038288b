#include "report/readable_table.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "report/text_width.hpp"

namespace assay::report {
namespace {

using Line = std::vector<std::string>;

/// A number of a metric as people read it.
std::string number_text(const std::string& metric, double number) {
  if (std::isnan(number)) return "-";
  return is_percentage(metric) ? fmt::format("{:.2f}", 100.0 * number) : fmt::format("{:.4g}", number);
}

std::string with_deviation(const std::string& metric, double value, double deviation) {
  if (std::isnan(value)) return "-";
  return number_text(metric, value) + " ± " + number_text(metric, deviation);
}

std::string published_text(const std::string& metric, const ResultCell& cell) {
  if (!cell.published) return "-";
  if (!cell.published->standard_deviation) return number_text(metric, cell.published->value);
  return with_deviation(metric, cell.published->value, *cell.published->standard_deviation);
}

std::string metric_heading(const std::string& metric) {
  std::string name = metric;
  if (!is_percentage(metric)) return name;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c); });
  return name + " (%)";
}

/// What one or two columns show: a metric in a case, and whether published figures stand beside it.
struct Measure {
  std::string case_name;
  std::size_t metric = 0;
  bool published = false;
};

/// The rows of one line: those of an arm at the same swept values, by case.
using CaseRows = std::map<std::string, const ResultRow*>;

std::vector<CaseRows> lines_of(const ResultTable& table) {
  std::map<std::pair<std::string, Line>, std::size_t> known;
  std::vector<CaseRows> lines;
  for (const auto& row : table.rows) {
    const auto added = known.emplace(std::make_pair(row.arm, row.axes), lines.size());
    if (added.second) lines.emplace_back();
    lines[added.first->second].emplace(row.case_name, &row);
  }
  return lines;
}

std::vector<Measure> measures_of(const ResultTable& table) {
  std::vector<std::string> cases = table.cases;
  if (cases.empty()) cases.emplace_back();
  std::vector<Measure> measures;
  for (const auto& case_name : cases) {
    for (std::size_t metric = 0; metric < table.metrics.size(); ++metric) {
      const bool published = std::any_of(table.rows.begin(), table.rows.end(),
                                         [&](const ResultRow& row) { return row.case_name == case_name && row.cells[metric].published.has_value(); });
      measures.push_back({case_name, metric, published});
    }
  }
  return measures;
}

/// Headings and lines as texts.
struct Sheet {
  Line groups;  ///< above the heading: each case over its first column
  Line heading;
  std::vector<Line> lines;
};

class SheetMaker {
 public:
  explicit SheetMaker(const ResultTable& table) : table_(table), measures_(measures_of(table)) {}

  Sheet make() {
    head();
    for (const auto& rows : lines_of(table_)) sheet_.lines.push_back(line(rows));
    return std::move(sheet_);
  }

 private:
  void head() {
    sheet_.heading = {"arm"};
    sheet_.heading.insert(sheet_.heading.end(), table_.axes.begin(), table_.axes.end());
    sheet_.heading.emplace_back("trials");
    sheet_.groups.resize(sheet_.heading.size());
    for (const auto& measure : measures_) {
      sheet_.heading.push_back(metric_heading(table_.metrics[measure.metric]));
      sheet_.groups.push_back(measure.metric == 0 ? measure.case_name : "");
      if (!measure.published) continue;
      sheet_.heading.emplace_back("published");
      sheet_.groups.emplace_back();
    }
  }

  [[nodiscard]] Line line(const CaseRows& rows) const {
    const ResultRow& first = *rows.begin()->second;
    bool labels = false;
    std::size_t done = 0;
    std::size_t planned = 0;
    for (const auto& row : rows) {
      labels = labels || row.second->uses_label_information;
      done += row.second->done;
      planned += row.second->planned;
    }
    Line line = {first.arm + (labels ? " [1]" : "")};
    for (const auto& axis : first.axes) line.push_back(axis.empty() ? "-" : axis);
    line.push_back(fmt::format("{} of {}", done, planned));
    for (const auto& measure : measures_) {
      const auto row = rows.find(measure.case_name);
      line.push_back(row == rows.end() ? "-" : measured_text(*row->second, measure.metric));
      if (measure.published)
        line.push_back(row == rows.end() ? "-" : published_text(table_.metrics[measure.metric], row->second->cells[measure.metric]));
    }
    return line;
  }

  /// Says on how many trials the mean rests where the line does not: fewer than are done, or with several cases fewer than are planned.
  [[nodiscard]] std::string measured_text(const ResultRow& row, std::size_t metric) const {
    const Statistics& statistics = row.cells[metric].statistics;
    std::string text = with_deviation(table_.metrics[metric], statistics.mean, statistics.standard_deviation);
    const std::size_t expected = table_.cases.empty() ? row.done : row.planned;
    if (statistics.count > 0 && statistics.count < expected) text += fmt::format(" (n={})", statistics.count);
    return text;
  }

  const ResultTable& table_;
  std::vector<Measure> measures_;
  Sheet sheet_;
};

/// What the numbers do not say: how many trials there were, which failed, where labels helped.
std::vector<std::string> footnotes(const ResultTable& table) {
  std::vector<std::string> notes;
  const std::size_t pending = table.planned - table.done - table.failures.size();
  if (pending > 0) {
    notes.push_back(fmt::format("this run is not finished: of {} trials {} are done, {} failed, {} not ended yet", table.planned, table.done,
                                table.failures.size(), pending));
  }
  if (!table.rows.empty() && table.done > 0) notes.emplace_back("mean ± sample standard deviation over seeds");
  const bool labels = std::any_of(table.rows.begin(), table.rows.end(), [](const ResultRow& row) { return row.uses_label_information; });
  if (labels) notes.emplace_back("[1] an option was taken from the labels (\"from_dataset\")");
  if (!table.failures.empty()) notes.push_back(fmt::format("failed and not counted in any mean: {}", table.failures.size()));
  for (const auto& failure : table.failures) {
    const std::string where = failure.case_name.empty() ? "" : fmt::format(", case {}", failure.case_name);
    notes.push_back(fmt::format("  arm {}{}, seed {} (trial {}): {} [{}]", failure.arm, where, failure.seed, failure.id, failure.text, failure.code));
  }
  return notes;
}

std::vector<std::size_t> column_widths(const Sheet& sheet) {
  std::vector<std::size_t> widths(sheet.heading.size(), 0);
  const auto widen = [&](const Line& line) {
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], text_width(line[i]));
  };
  widen(sheet.groups);
  widen(sheet.heading);
  for (const auto& line : sheet.lines) widen(line);
  return widths;
}

std::string padded(const Line& line, const std::vector<std::size_t>& widths) {
  std::string text;
  for (std::size_t i = 0; i < widths.size(); ++i) text += (i == 0 ? "" : "  ") + pad_right(line[i], widths[i]);
  return text.substr(0, text.find_last_not_of(' ') + 1) + '\n';
}

std::string markdown_line(const Line& line) {
  std::string text = "|";
  for (const auto& cell : line) {
    std::string escaped;
    for (const char c : cell) escaped += c == '|' ? "\\|" : std::string(1, c);
    text += ' ' + escaped + " |";
  }
  return text + '\n';
}

}  // namespace

std::string format_text(const ResultTable& table) {
  const Sheet sheet = SheetMaker(table).make();
  const auto widths = column_widths(sheet);
  Line rule;
  for (const std::size_t width : widths) rule.emplace_back(width, '-');
  std::string text = table.title + "\n\n";
  if (!table.cases.empty()) text += padded(sheet.groups, widths);
  text += padded(sheet.heading, widths) + padded(rule, widths);
  for (const auto& line : sheet.lines) text += padded(line, widths);
  const auto notes = footnotes(table);
  if (!notes.empty()) text += '\n';
  for (const auto& note : notes) text += note + '\n';
  return text;
}

std::string format_markdown(const ResultTable& table) {
  Sheet sheet = SheetMaker(table).make();
  std::string group;
  for (std::size_t i = 0; i < sheet.heading.size(); ++i) {
    if (!sheet.groups[i].empty()) group = sheet.groups[i] + ' ';
    sheet.heading[i] = group + sheet.heading[i];
  }
  std::string text = "**" + table.title + "**\n\n" + markdown_line(sheet.heading) + markdown_line(Line(sheet.heading.size(), "---"));
  for (const auto& line : sheet.lines) text += markdown_line(line);
  const auto notes = footnotes(table);
  if (!notes.empty()) text += '\n';
  for (const auto& note : notes) {
    const bool item = note.compare(0, 2, "  ") == 0;
    text += (item ? "  - " + note.substr(2) : "- " + note) + '\n';
  }
  return text;
}

}  // namespace assay::report
