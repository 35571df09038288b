#include "report/table_format.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "base/suggest.hpp"
#include "report/axes.hpp"
#include "report/csv.hpp"
#include "spec/variants.hpp"

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
  std::vector<std::string> heading = table.axes;
  heading.insert(heading.end(), {"trials_done", "trials_failed", "trials_stopped", "trials_planned", "uses_label_information"});
  for (std::size_t i = 0; i < table.metrics.size(); ++i) {
    for (const std::string part : {"_mean", "_std", "_median", "_best_oracle", "_n"}) heading.push_back(table.metrics[i] + part);
    if (published[i]) heading.insert(heading.end(), {table.metrics[i] + "_published", table.metrics[i] + "_published_std"});
  }
  std::string text = csv_line(heading);
  for (const auto& row : table.rows) {
    std::vector<std::string> line = row.key;
    line.insert(line.end(), {fmt::format("{}", row.done), fmt::format("{}", row.failed), fmt::format("{}", row.stopped),
                             fmt::format("{}", row.planned), row.uses_label_information ? "true" : "false"});
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const Statistics& statistics = row.cells[i].statistics;
      line.insert(line.end(), {csv_number(statistics.mean), csv_number(statistics.standard_deviation), csv_number(statistics.median),
                               csv_number(row.cells[i].best), fmt::format("{}", statistics.count)});
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
  value["best_oracle"] = cell.best;
  value["lowest"] = cell.statistics.lowest;
  value["highest"] = cell.statistics.highest;
  if (!cell.published) return value;
  value["published"] = cell.published->value;
  if (cell.published->standard_deviation) value["published_std"] = *cell.published->standard_deviation;
  return value;
}

Value row_value(const ResultTable& table, const ResultRow& row) {
  Value value;
  value["axes"] = Value::Table{};
  for (std::size_t i = 0; i < table.axes.size(); ++i) {
    const std::string& axis = table.axes[i];
    if (axis == seed_axis) {
      value[axis] = static_cast<std::int64_t>(std::stoll(row.key[i]));
    } else if (axis == arm_axis || axis == spec::case_axis) {
      value[axis] = row.key[i];
    } else if (!row.key[i].empty()) {
      value["axes"][axis] = row.key[i];
    }
  }
  value["done"] = static_cast<std::int64_t>(row.done);
  value["failed"] = static_cast<std::int64_t>(row.failed);
  value["stopped"] = static_cast<std::int64_t>(row.stopped);
  value["planned"] = static_cast<std::int64_t>(row.planned);
  value["uses_label_information"] = row.uses_label_information;
  value["metrics"] = Value::Table{};
  for (std::size_t i = 0; i < table.metrics.size(); ++i) value["metrics"][table.metrics[i]] = cell_value(row.cells[i]);
  return value;
}

std::string format_json(const ResultTable& table) {
  Value value;
  value["schema"] = 1;
  value["title"] = table.title;
  value["done"] = static_cast<std::int64_t>(table.done);
  value["stopped"] = static_cast<std::int64_t>(table.stopped);
  value["planned"] = static_cast<std::int64_t>(table.planned);
  Value::Array rows;
  for (const auto& row : table.rows) rows.push_back(row_value(table, row));
  value["rows"] = std::move(rows);
  Value::Array failures;
  for (const auto& failure : table.failures) {
    Value item;
    item["trial"] = failure.id;
    item["arm"] = failure.arm;
    if (!failure.case_name.empty()) item["case"] = failure.case_name;
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
  const std::vector<std::string> known = {"text", "markdown", "latex", "csv", "json"};
  const auto found = std::find(known.begin(), known.end(), name);
  if (found != known.end()) return static_cast<TableFormat>(found - known.begin());
  throw SpecError(Diagnostic{
      "table.unknown-format", fmt::format("there is no format '{}'", name), {}, did_you_mean(name, known), {"formats are: " + join(known)}});
}

std::string format_table(const ResultTable& table, TableFormat format, const std::vector<Shown>& shown) {
  switch (format) {
    case TableFormat::text: return sheet_text(make_sheet(table, shown));
    case TableFormat::markdown: return sheet_markdown(make_sheet(table, shown));
    case TableFormat::latex: return sheet_latex(make_sheet(table, shown));
    case TableFormat::csv: return format_csv(table);
    case TableFormat::json: return format_json(table);
  }
  return {};
}

}  // namespace assay::report
