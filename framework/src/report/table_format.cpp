#include "report/table_format.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "base/suggest.hpp"
#include "report/csv.hpp"
#include "report/text_width.hpp"

namespace assay::report {
namespace {

using Lines = std::vector<std::vector<std::string>>;

/// A number of a metric as people read it.
std::string number_text(const std::string& metric, double number) {
  if (std::isnan(number)) return "-";
  return is_percentage(metric) ? fmt::format("{:.2f}", 100.0 * number) : fmt::format("{:.4g}", number);
}

std::string with_deviation(const std::string& metric, double value, double deviation) {
  if (std::isnan(value)) return "-";
  return number_text(metric, value) + " ± " + number_text(metric, deviation);
}

std::string cell_text(const ResultRow& row, const std::string& metric, const ResultCell& cell) {
  const Statistics& statistics = cell.statistics;
  std::string text = with_deviation(metric, statistics.mean, statistics.standard_deviation);
  if (statistics.count > 0 && statistics.count < row.done) text += fmt::format(" (n={})", statistics.count);
  return text;
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

std::vector<bool> columns_with_published(const ResultTable& table) {
  std::vector<bool> has(table.metrics.size(), false);
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < has.size(); ++i) has[i] = has[i] || row.cells[i].published.has_value();
  }
  return has;
}

/// Heading and rows as texts, for the two formats that people read.
Lines readable_lines(const ResultTable& table) {
  const auto published = columns_with_published(table);
  std::vector<std::string> heading = {"arm"};
  heading.insert(heading.end(), table.axes.begin(), table.axes.end());
  heading.emplace_back("trials");
  for (std::size_t i = 0; i < table.metrics.size(); ++i) {
    heading.push_back(metric_heading(table.metrics[i]));
    if (published[i]) heading.emplace_back("published");
  }
  Lines lines = {heading};
  for (const auto& row : table.rows) {
    std::vector<std::string> line = {row.arm + (row.uses_label_information ? " [1]" : "")};
    for (const auto& axis : row.axes) line.push_back(axis.empty() ? "-" : axis);
    line.push_back(fmt::format("{} of {}", row.done, row.planned));
    for (std::size_t i = 0; i < table.metrics.size(); ++i) {
      line.push_back(cell_text(row, table.metrics[i], row.cells[i]));
      if (published[i]) line.push_back(published_text(table.metrics[i], row.cells[i]));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::size_t> column_widths(const Lines& lines) {
  std::vector<std::size_t> widths(lines.front().size(), 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], text_width(line[i]));
  }
  return widths;
}

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
    notes.push_back(fmt::format("  arm {}, seed {} (trial {}): {} [{}]", failure.arm, failure.seed, failure.id, failure.text, failure.code));
  }
  return notes;
}

std::string format_text(const ResultTable& table) {
  const Lines lines = readable_lines(table);
  const auto widths = column_widths(lines);
  std::string text = table.title + "\n\n";
  for (std::size_t row = 0; row < lines.size(); ++row) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i) line += (i == 0 ? "" : "  ") + pad_right(lines[row][i], widths[i]);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    if (row > 0) continue;
    for (std::size_t i = 0; i < widths.size(); ++i) text += (i == 0 ? "" : "  ") + std::string(widths[i], '-');
    text += '\n';
  }
  const auto notes = footnotes(table);
  if (!notes.empty()) text += '\n';
  for (const auto& note : notes) text += note + '\n';
  return text;
}

std::string markdown_cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? "\\|" : std::string(1, c);
  return escaped;
}

std::string format_markdown(const ResultTable& table) {
  const Lines lines = readable_lines(table);
  std::string text = "**" + table.title + "**\n\n";
  for (std::size_t row = 0; row < lines.size(); ++row) {
    text += '|';
    for (const auto& cell : lines[row]) text += ' ' + markdown_cell(cell) + " |";
    text += '\n';
    if (row > 0) continue;
    text += '|';
    for (std::size_t i = 0; i < lines[row].size(); ++i) text += " --- |";
    text += '\n';
  }
  const auto notes = footnotes(table);
  if (!notes.empty()) text += '\n';
  for (const auto& note : notes) {
    const bool item = note.compare(0, 2, "  ") == 0;
    text += (item ? "  - " + note.substr(2) : "- " + note) + '\n';
  }
  return text;
}

std::string format_csv(const ResultTable& table) {
  const auto published = columns_with_published(table);
  std::vector<std::string> heading = {"arm"};
  heading.insert(heading.end(), table.axes.begin(), table.axes.end());
  heading.insert(heading.end(), {"trials_done", "trials_failed", "trials_planned", "uses_label_information"});
  for (std::size_t i = 0; i < table.metrics.size(); ++i) {
    for (const std::string part : {"_mean", "_std", "_median", "_n"}) heading.push_back(table.metrics[i] + part);
    if (published[i]) heading.insert(heading.end(), {table.metrics[i] + "_published", table.metrics[i] + "_published_std"});
  }
  std::string text = csv_line(heading);
  for (const auto& row : table.rows) {
    std::vector<std::string> line = {row.arm};
    line.insert(line.end(), row.axes.begin(), row.axes.end());
    line.insert(line.end(), {fmt::format("{}", row.done), fmt::format("{}", row.failed), fmt::format("{}", row.planned),
                             row.uses_label_information ? "true" : "false"});
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const Statistics& statistics = row.cells[i].statistics;
      line.insert(line.end(), {csv_number(statistics.mean), csv_number(statistics.standard_deviation), csv_number(statistics.median),
                               fmt::format("{}", statistics.count)});
      if (!published[i]) continue;
      const auto& figure = row.cells[i].published;
      line.push_back(figure ? csv_number(figure->value) : "");
      line.push_back(figure && figure->standard_deviation ? csv_number(*figure->standard_deviation) : "");
    }
    text += csv_line(line);
  }
  return text;
}

Value cell_value(const ResultCell& cell) {
  Value value;
  value["n"] = static_cast<std::int64_t>(cell.statistics.count);
  value["mean"] = cell.statistics.mean;
  value["std"] = cell.statistics.standard_deviation;
  value["median"] = cell.statistics.median;
  value["lowest"] = cell.statistics.lowest;
  value["highest"] = cell.statistics.highest;
  if (!cell.published) return value;
  value["published"] = cell.published->value;
  if (cell.published->standard_deviation) value["published_std"] = *cell.published->standard_deviation;
  return value;
}

Value row_value(const ResultTable& table, const ResultRow& row) {
  Value value;
  value["arm"] = row.arm;
  value["axes"] = Value::Table{};
  for (std::size_t i = 0; i < table.axes.size(); ++i) {
    if (!row.axes[i].empty()) value["axes"][table.axes[i]] = row.axes[i];
  }
  value["done"] = static_cast<std::int64_t>(row.done);
  value["failed"] = static_cast<std::int64_t>(row.failed);
  value["planned"] = static_cast<std::int64_t>(row.planned);
  value["uses_label_information"] = row.uses_label_information;
  value["metrics"] = Value::Table{};
  for (std::size_t i = 0; i < table.metrics.size(); ++i) value["metrics"][table.metrics[i]] = cell_value(row.cells[i]);
  return value;
}

std::string format_json(const ResultTable& table) {
  Value value;
  value["title"] = table.title;
  value["done"] = static_cast<std::int64_t>(table.done);
  value["planned"] = static_cast<std::int64_t>(table.planned);
  Value::Array rows;
  for (const auto& row : table.rows) rows.push_back(row_value(table, row));
  value["rows"] = std::move(rows);
  Value::Array failures;
  for (const auto& failure : table.failures) {
    Value item;
    item["trial"] = failure.id;
    item["arm"] = failure.arm;
    item["seed"] = failure.seed;
    item["code"] = failure.code;
    item["text"] = failure.text;
    failures.push_back(std::move(item));
  }
  value["failures"] = std::move(failures);
  return to_json(value, 2) + "\n";
}

}  // namespace

TableFormat parse_table_format(const std::string& name) {
  if (name == "text") return TableFormat::text;
  if (name == "markdown") return TableFormat::markdown;
  if (name == "csv") return TableFormat::csv;
  if (name == "json") return TableFormat::json;
  const std::vector<std::string> known = {"text", "markdown", "csv", "json"};
  throw SpecError(Diagnostic{
      "table.unknown-format", fmt::format("there is no format '{}'", name), {}, did_you_mean(name, known), {"formats are: " + join(known)}});
}

std::string format_table(const ResultTable& table, TableFormat format) {
  switch (format) {
    case TableFormat::text: return format_text(table);
    case TableFormat::markdown: return format_markdown(table);
    case TableFormat::csv: return format_csv(table);
    case TableFormat::json: return format_json(table);
  }
  return {};
}

}  // namespace assay::report
