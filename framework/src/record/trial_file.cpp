#include "record/trial_file.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/json.hpp"
#include "record/array_group.hpp"
#include "record/columns.hpp"
#include "record/layout.hpp"
#include "record/node.hpp"
#include "record/sealed_file.hpp"
#include "record/toml_writer.hpp"

namespace assay::record {
namespace {

using h5::ColumnGroup;
using h5::Id;

void write_identity(const Id& file, const TrialRecord& record) {
  h5::set_attribute(file, layout::kind, std::string(layout::kind_trial));
  h5::set_attribute(file, layout::layout_version, layout::version);
  h5::set_attribute(file, layout::assay_version, record.assay_version);
  h5::set_attribute(file, layout::git, record.git);
  h5::set_attribute(file, layout::created_utc, record.created_utc);
  h5::set_attribute(file, layout::study, record.study);
  h5::set_attribute(file, layout::profile, record.profile);
  h5::set_attribute(file, layout::arm, record.arm);
  h5::set_attribute(file, layout::trial_id, record.trial_id);
  h5::set_attribute(file, layout::seed, record.seed);
  h5::set_attribute(file, layout::status, record.status);
  h5::set_flag(file, layout::uses_label_information, record.uses_label_information);
}

void write_spec(const Id& file, const TrialRecord& record) {
  const Id group = h5::create_group(file, layout::spec);
  h5::set_attribute(h5::write_text(group, "resolved", to_toml(record.resolved)), layout::long_name,
                    std::string("complete spec of this trial, defaults included, as TOML"));
  h5::set_attribute(h5::write_text(group, "resolved_json", to_json(record.resolved)), layout::long_name,
                    std::string("the same as canonical JSON: sorted keys, shortest numbers"));
  h5::set_attribute(h5::write_text(group, "axes_json", to_json(record.axes)), layout::long_name,
                    std::string("swept options of this trial and their values, as JSON"));
  const Id sources = h5::create_group(group, layout::sources);
  for (std::size_t i = 0; i < record.sources.size(); ++i) {
    h5::set_attribute(h5::write_text(sources, std::to_string(i), record.sources[i].text), "path", record.sources[i].path);
  }
}

/// One member of every row as a column.
template <class Row, class T>
std::vector<T> column_of(const std::vector<Row>& rows, T Row::*member) {
  std::vector<T> column;
  column.reserve(rows.size());
  for (const auto& row : rows) column.push_back(row.*member);
  return column;
}

void write_environment(const Id& file, const TrialRecord& record) {
  const Id group = h5::create_group(file, layout::environment);
  ColumnGroup stages(group, "stages", "stage", record.stages.size());
  stages.add("name", column_of(record.stages, &StageRow::name));
  stages.add("id", column_of(record.stages, &StageRow::id));
  stages.add("method", column_of(record.stages, &StageRow::method));
  stages.add("wall_s", column_of(record.stages, &StageRow::wall_s), "of the stage's own computation, whenever that was", "s");
  ColumnGroup plugins(group, "plugins", "plugin", record.plugins.size());
  plugins.add("kind", column_of(record.plugins, &PluginRow::kind));
  plugins.add("name", column_of(record.plugins, &PluginRow::name));
  plugins.add("version", column_of(record.plugins, &PluginRow::version));
  plugins.add("library", column_of(record.plugins, &PluginRow::library));
  plugins.add("sha256", column_of(record.plugins, &PluginRow::sha256), "of the shared library");
  ColumnGroup data(group, "data", "file", record.data_files.size());
  data.add("path", column_of(record.data_files, &DataFileRow::path));
  data.add("sha256", column_of(record.data_files, &DataFileRow::sha256));
  data.add("bytes", column_of(record.data_files, &DataFileRow::bytes), "size of the file", "byte");
  const Id build = h5::create_group(group, "build");
  for (const auto& entry : record.build) h5::write_text(build, entry.first, entry.second);
}

void write_number(const Id& group, const std::string& name, double number, const std::string& help, const std::string& unit) {
  const Id dataset = h5::write_number(group, name, number);
  h5::set_attribute(dataset, layout::long_name, help);
  h5::set_attribute(dataset, layout::units, unit);
}

void write_number(const Id& group, const std::string& name, std::int64_t number, const std::string& help, const std::string& unit) {
  const Id dataset = h5::write_number(group, name, number);
  h5::set_attribute(dataset, layout::long_name, help);
  h5::set_attribute(dataset, layout::units, unit);
}

void write_run(const Id& file, const TrialRecord& record) {
  const Id group = h5::create_group(file, layout::run);
  h5::write_text(group, "status", record.status);
  h5::write_text(group, "started_utc", record.started_utc);
  h5::write_text(group, "finished_utc", record.finished_utc);
  h5::write_text(group, "command", record.command);
  h5::write_text(group, "host", record.host);
  write_number(group, "wall_s", record.wall_s, "time spent on the trial, interrupted parts included", "s");
  write_number(group, "peak_memory_bytes", record.peak_memory_bytes, "largest resident memory of the trial's process", "byte");
  write_number(group, "resumes", record.resumes, "how often the trial went on from a checkpoint", "1");
  write_number(group, "samples_trained", record.samples_trained, "samples that the method was trained on: all, or those of the training part", "1");
  write_number(group, "samples_labeled", record.samples_labeled, "samples of which the method was told the class: those of artifacts/labeled", "1");
}

void write_series(const Id& file, const TrialRecord& record) {
  const Id series = h5::create_group(file, layout::series);
  for (const auto& cadence : record.series) {
    ColumnGroup group(series, cadence.cadence, "index", cadence.index, fmt::format("{} of the row, counted from 1", cadence.cadence));
    group.add("wall_s", cadence.wall_s, "time since the trial began, interrupted parts included", "s");
    for (const auto& column : cadence.columns) {
      if (column.values.size() != cadence.index.size()) {
        throw InternalError("record.uneven-columns",
                            fmt::format("series '{}' has {} values for {} rows", column.name, column.values.size(), cadence.index.size()));
      }
      group.add(column.name, column.values, column.help, column.unit);
    }
  }
}

void write_events(const Id& file, const TrialRecord& record) {
  ColumnGroup events(file, layout::events, "event", record.events.size());
  events.add("utc", column_of(record.events, &EventRow::utc));
  events.add("level", column_of(record.events, &EventRow::level));
  events.add("code", column_of(record.events, &EventRow::code));
  events.add("text", column_of(record.events, &EventRow::text));
}

/// The series of a metric, which knows its unit and what it means.
const Column* series_of(const std::string& metric, const TrialRecord& record) {
  for (const auto& group : record.series) {
    if (group.cadence != "eval") continue;
    for (const auto& column : group.columns) {
      if (column.name == metric) return &column;
    }
  }
  return nullptr;
}

void write_final(const Id& file, const TrialRecord& record) {
  const Id group = h5::create_group(file, layout::final_metrics);
  for (const auto& [name, value] : record.final_metrics) {
    const Column* series = series_of(name, record);
    if (series == nullptr) {
      h5::write_number(group, name, value);
    } else {
      write_number(group, name, value, series->help, series->unit);
    }
  }
}

void write_error(const Id& file, const TrialRecord& record) {
  if (!record.failure) return;
  const Id group = h5::create_group(file, layout::error);
  h5::write_text(group, "code", record.failure->code);
  h5::write_text(group, "text", record.failure->text);
  h5::write_text(group, "component", record.failure->component);
  h5::write_number(group, "epoch", record.failure->epoch);
}

}  // namespace

void write_trial_file(const std::filesystem::path& path, const TrialRecord& record) {
  h5::write_sealed(path, to_text(summary_of(record)), [&](const Id& file) {
    write_identity(file, record);
    write_spec(file, record);
    write_environment(file, record);
    write_run(file, record);
    write_series(file, record);
    write_events(file, record);
    write_final(file, record);
    write_error(file, record);
    h5::write_array_group(file, layout::artifacts, record.artifacts);
    h5::write_array_group(file, layout::weights, record.weights);
  });
}

}  // namespace assay::record
