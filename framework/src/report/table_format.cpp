#include "report/table_format.hpp"

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "base/suggest.hpp"
#include "report/csv.hpp"
#include "report/readable_table.hpp"

namespace assay::report {
namespace {

std::vector<bool> columns_with_published(const ResultTable& table) {
  std::vector<bool> has(table.metrics.size(), false);
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < has.size(); ++i) has[i] = has[i] || row.cells[i].published.has_value();
  }
  return has;
}

std::string format_csv(const ResultTable& table) {
  const auto published = columns_with_published(table);
  std::vector<std::string> heading = {"arm"};
  if (!table.cases.empty()) heading.emplace_back("case");
  heading.insert(heading.end(), table.axes.begin(), table.axes.end());
  heading.insert(heading.end(), {"trials_done", "trials_failed", "trials_planned", "uses_label_information"});
  for (std::size_t i = 0; i < table.metrics.size(); ++i) {
    for (const std::string part : {"_mean", "_std", "_median", "_n"}) heading.push_back(table.metrics[i] + part);
    if (published[i]) heading.insert(heading.end(), {table.metrics[i] + "_published", table.metrics[i] + "_published_std"});
  }
  std::string text = csv_line(heading);
  for (const auto& row : table.rows) {
    std::vector<std::string> line = {row.arm};
    if (!table.cases.empty()) line.push_back(row.case_name);
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
  if (!table.cases.empty()) value["case"] = row.case_name;
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
    if (!table.cases.empty()) item["case"] = failure.case_name;
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
