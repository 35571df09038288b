#include <algorithm>
#include <limits>

#include "base/json.hpp"
#include "record/trial_record.hpp"

namespace assay::record {
namespace {

SeriesGroup& cadence_group(std::vector<SeriesGroup>& series, const std::string& cadence) {
  const auto found = std::find_if(series.begin(), series.end(), [&](const SeriesGroup& group) { return group.cadence == cadence; });
  if (found != series.end()) return *found;
  series.emplace_back();
  series.back().cadence = cadence;
  return series.back();
}

/// The column of that name, with NaN for the rows before it.
Column& column_named(SeriesGroup& group, const std::string& name) {
  const auto found = std::find_if(group.columns.begin(), group.columns.end(), [&](const Column& column) { return column.name == name; });
  if (found != group.columns.end()) return *found;
  Column column;
  column.name = name;
  column.unit = "1";
  column.values.assign(group.index.size(), std::numeric_limits<double>::quiet_NaN());
  group.columns.push_back(std::move(column));
  return group.columns.back();
}

void declare(TrialRecord& record, const Value& event) {
  Column& column = column_named(cadence_group(record.series, event.at("cadence").string()), event.at("name").string());
  column.help = event.at("help").string();
  column.unit = event.at("unit").string();
}

void add_row(TrialRecord& record, const Value& event) {
  SeriesGroup& group = cadence_group(record.series, event.at("cadence").string());
  group.index.push_back(event.at("index").integer());
  group.wall_s.push_back(json_number(event.at("wall_s")));
  for (auto& column : group.columns) column.values.push_back(std::numeric_limits<double>::quiet_NaN());
  for (const auto& value : event.at("values").table()) column_named(group, value.first).values.back() = json_number(value.second);
}

}  // namespace

void read_journal_into(const std::vector<Value>& journal, TrialRecord& record) {
  for (const auto& event : journal) {
    const std::string& type = event.at("t").string();
    if (type == "declare") declare(record, event);
    if (type == "row") add_row(record, event);
    if (type == "event") {
      record.events.push_back({event.at("utc").string(), event.at("level").string(), event.at("code").string(), event.at("text").string()});
    }
  }
}

}  // namespace assay::record
