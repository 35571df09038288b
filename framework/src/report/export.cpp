#include "report/export.hpp"

#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "report/csv.hpp"

namespace assay::report {
namespace {

using record::RunView;
using record::TrialSummary;

/// A list of equal records, written as CSV with a heading or as a JSON array of objects, one at a time.
class RecordStream {
 public:
  RecordStream(std::ostream& out, ExportFormat format, std::vector<std::string> names) : out_(out), format_(format), names_(std::move(names)) {
    out_ << (format_ == ExportFormat::csv ? csv_line(names_) : "[");
  }

  void write(const std::vector<Value>& values) {
    if (format_ == ExportFormat::csv) {
      std::vector<std::string> fields;
      fields.reserve(values.size());
      for (const auto& value : values) fields.push_back(field_text(value));
      out_ << csv_line(fields);
      return;
    }
    Value object;
    for (std::size_t i = 0; i < names_.size(); ++i) object[names_[i]] = values[i];
    out_ << (first_ ? "\n" : ",\n") << to_json(object);
    first_ = false;
  }

  void finish() {
    if (format_ == ExportFormat::json) out_ << "\n]\n";
  }

 private:
  static std::string field_text(const Value& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return value.string();
    return value.is_real() ? csv_number(value.real()) : to_json(value);
  }

  std::ostream& out_;
  ExportFormat format_;
  std::vector<std::string> names_;
  bool first_ = true;
};

std::vector<std::string> identity_names(const RunView& run) {
  std::vector<std::string> names = {"trial", "arm", "seed"};
  names.insert(names.end(), run.manifest.axes.begin(), run.manifest.axes.end());
  return names;
}

std::vector<Value> identity_values(const RunView& run, const TrialSummary& trial) {
  std::vector<Value> values = {trial.id, trial.arm, trial.seed};
  for (const auto& axis : run.manifest.axes) {
    const Value* value = trial.axes.find(axis);
    values.push_back(value == nullptr ? Value() : *value);
  }
  return values;
}

void write_series(RecordStream& records, const std::vector<Value>& identity, const record::SeriesGroup& group) {
  for (std::size_t row = 0; row < group.index.size(); ++row) {
    for (const auto& column : group.columns) {
      if (std::isnan(column.values[row])) continue;
      std::vector<Value> values = identity;
      values.insert(values.end(), {group.cadence, group.index[row], group.wall_s[row], column.name, column.values[row]});
      records.write(values);
    }
  }
}

}  // namespace

void export_trials(const RunView& run, ExportFormat format, std::ostream& out) {
  std::set<std::string> metrics;
  for (const auto& trial : run.trials) {
    for (const auto& metric : trial.final_metrics) metrics.insert(metric.first);
  }
  std::vector<std::string> names = identity_names(run);
  names.insert(names.end(), {"status", "finished_utc", "wall_s", "peak_memory_bytes", "uses_label_information", "error_code", "error_text"});
  for (const auto& metric : metrics) names.push_back("final." + metric);
  RecordStream records(out, format, names);
  for (const auto& trial : run.trials) {
    std::vector<Value> values = identity_values(run, trial);
    const bool ended = trial.file_bytes > 0;
    values.insert(values.end(), {trial.status, trial.finished_utc, ended ? Value(trial.wall_s) : Value(),
                                 ended ? Value(trial.peak_memory_bytes) : Value(), trial.uses_label_information, trial.error_code, trial.error_text});
    for (const auto& metric : metrics) {
      const auto found = trial.final_metrics.find(metric);
      values.push_back(found == trial.final_metrics.end() ? Value() : Value(found->second));
    }
    records.write(values);
  }
  records.finish();
}

void export_series(const RunView& run, ExportFormat format, std::ostream& out, std::ostream& err) {
  std::vector<std::string> names = identity_names(run);
  names.insert(names.end(), {"cadence", "index", "wall_s", "series", "value"});
  RecordStream records(out, format, names);
  for (const auto& trial : run.trials) {
    if (trial.file_bytes == 0) continue;
    try {
      const auto record = record::read_trial_file(run.folder.trial(trial.id));
      for (const auto& group : record.series) write_series(records, identity_values(run, trial), group);
    } catch (const DataError& error) {
      fmt::print(err, "warning: left out: {} [{}]\n", error.what(), error.code());
    }
  }
  records.finish();
}

}  // namespace assay::report
