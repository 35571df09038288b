#include <fmt/format.h>

#include "base/json.hpp"
#include "record/array_group.hpp"
#include "record/guard.hpp"
#include "record/layout.hpp"
#include "record/layout_check.hpp"
#include "record/node.hpp"
#include "record/seal.hpp"
#include "record/trial_file.hpp"

namespace assay::record {
namespace {

using h5::Id;

void read_identity(const Id& file, TrialRecord& record) {
  record.assay_version = h5::text_attribute(file, layout::assay_version);
  record.git = h5::text_attribute(file, layout::git);
  record.created_utc = h5::text_attribute(file, layout::created_utc);
  record.study = h5::text_attribute(file, layout::study);
  if (h5::has_attribute(file, layout::profile)) record.profile = h5::text_attribute(file, layout::profile);
  record.arm = h5::text_attribute(file, layout::arm);
  record.trial_id = h5::text_attribute(file, layout::trial_id);
  record.seed = h5::integer_attribute(file, layout::seed);
  record.status = h5::text_attribute(file, layout::status);
  record.uses_label_information = h5::flag_attribute(file, layout::uses_label_information);
}

void read_spec(const Id& file, TrialRecord& record) {
  const Id group = h5::open_group(file, layout::spec);
  record.resolved = parse_json(h5::read_text(group, "resolved_json"));
  record.axes = parse_json(h5::read_text(group, "axes_json"));
  const Id sources = h5::open_group(group, layout::sources);
  for (const auto& name : h5::members(sources)) {
    record.sources.push_back({h5::text_attribute(h5::open_dataset(sources, name), "path"), h5::read_text(sources, name)});
  }
}

/// Puts column `name` of a group into one member of the rows; the first column sets their number.
template <class Row, class T>
void fill_column(std::vector<Row>& rows, T Row::*member, std::vector<T> column, bool first = false) {
  if (first) rows.resize(column.size());
  if (rows.size() != column.size()) throw h5::Failure("the columns of a table differ in length");
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*member = std::move(column[i]);
}

void read_environment(const Id& file, TrialRecord& record) {
  const Id plugins = h5::open_group(file, "env/plugins");
  fill_column(record.plugins, &PluginRow::kind, h5::read_texts(plugins, "kind"), true);
  fill_column(record.plugins, &PluginRow::name, h5::read_texts(plugins, "name"));
  fill_column(record.plugins, &PluginRow::version, h5::read_texts(plugins, "version"));
  fill_column(record.plugins, &PluginRow::library, h5::read_texts(plugins, "library"));
  fill_column(record.plugins, &PluginRow::sha256, h5::read_texts(plugins, "sha256"));
  const Id data = h5::open_group(file, "env/data");
  fill_column(record.data_files, &DataFileRow::path, h5::read_texts(data, "path"), true);
  fill_column(record.data_files, &DataFileRow::sha256, h5::read_texts(data, "sha256"));
  fill_column(record.data_files, &DataFileRow::bytes, h5::read_integers(data, "bytes"));
  if (h5::exists(file, "env/stages")) {  // absent in the first files of this layout
    const Id stages = h5::open_group(file, "env/stages");
    fill_column(record.stages, &StageRow::name, h5::read_texts(stages, "name"), true);
    fill_column(record.stages, &StageRow::id, h5::read_texts(stages, "id"));
    fill_column(record.stages, &StageRow::method, h5::read_texts(stages, "method"));
    fill_column(record.stages, &StageRow::wall_s, h5::read_reals(stages, "wall_s"));
  }
  const Id build = h5::open_group(file, "env/build");
  for (const auto& name : h5::members(build)) record.build[name] = h5::read_text(build, name);
}

void read_run(const Id& file, TrialRecord& record) {
  const Id group = h5::open_group(file, layout::run);
  record.started_utc = h5::read_text(group, "started_utc");
  record.finished_utc = h5::read_text(group, "finished_utc");
  record.command = h5::read_text(group, "command");
  record.host = h5::read_text(group, "host");
  record.wall_s = h5::read_real(group, "wall_s");
  record.peak_memory_bytes = h5::read_integer(group, "peak_memory_bytes");
  record.resumes = h5::read_integer(group, "resumes");
  if (h5::exists(group, "samples_trained")) record.samples_trained = h5::read_integer(group, "samples_trained");  // absent in the first files
  if (h5::exists(group, "samples_labeled")) record.samples_labeled = h5::read_integer(group, "samples_labeled");  // likewise
}

SeriesGroup read_cadence(const Id& series, const std::string& cadence) {
  const Id group = h5::open_group(series, cadence);
  SeriesGroup result;
  result.cadence = cadence;
  result.index = h5::read_integers(group, "index");
  result.wall_s = h5::read_reals(group, "wall_s");
  if (result.wall_s.size() != result.index.size()) throw h5::Failure("the columns of a series differ in length");
  for (const auto& name : h5::members(group)) {
    if (name == "index" || name == "wall_s") continue;
    const Id dataset = h5::open_dataset(group, name);
    Column column;
    column.name = name;
    if (h5::has_attribute(dataset, layout::long_name)) column.help = h5::text_attribute(dataset, layout::long_name);
    if (h5::has_attribute(dataset, layout::units)) column.unit = h5::text_attribute(dataset, layout::units);
    column.values = h5::read_reals(group, name);
    if (column.values.size() != result.index.size()) throw h5::Failure("the columns of a series differ in length");
    result.columns.push_back(std::move(column));
  }
  return result;
}

void read_events(const Id& file, TrialRecord& record) {
  const Id events = h5::open_group(file, layout::events);
  fill_column(record.events, &EventRow::utc, h5::read_texts(events, "utc"), true);
  fill_column(record.events, &EventRow::level, h5::read_texts(events, "level"));
  fill_column(record.events, &EventRow::code, h5::read_texts(events, "code"));
  fill_column(record.events, &EventRow::text, h5::read_texts(events, "text"));
}

std::map<std::string, double> read_final(const Id& file) {
  const Id group = h5::open_group(file, layout::final_metrics);
  std::map<std::string, double> metrics;
  for (const auto& name : h5::members(group)) metrics[name] = h5::read_real(group, name);
  return metrics;
}

std::optional<Failure> read_failure(const Id& file) {
  if (!h5::exists(file, layout::error)) return std::nullopt;
  const Id group = h5::open_group(file, layout::error);
  return Failure{h5::read_text(group, "code"), h5::read_text(group, "text"), h5::read_text(group, "component"), h5::read_integer(group, "epoch")};
}

Id open_trial(const std::filesystem::path& path) {
  Id file = h5::open_file_for_reading(path);
  h5::require_layout(file, path, layout::kind_trial, "h5.not-a-trial");
  return file;
}

}  // namespace

TrialRecord read_trial_file(const std::filesystem::path& path) {
  return h5::reading(path, [&] {
    TrialRecord record;
    const Id file = open_trial(path);
    read_identity(file, record);
    read_spec(file, record);
    read_environment(file, record);
    read_run(file, record);
    const Id series = h5::open_group(file, layout::series);
    for (const auto& cadence : h5::members(series)) record.series.push_back(read_cadence(series, cadence));
    read_events(file, record);
    record.final_metrics = read_final(file);
    record.failure = read_failure(file);
    return record;
  });
}

TrialSummary read_trial_summary(const std::filesystem::path& path) {
  const auto sealed = h5::reading(path, [&] { return summary_from_text(sealed_text(path).value_or("")); });
  return sealed ? *sealed : summary_of(read_trial_file(path));
}

Array read_trial_array(const std::filesystem::path& path, const std::string& array_path) {
  return h5::reading(path, [&] { return h5::read_array(open_trial(path), array_path); });
}

std::vector<std::string> list_trial_arrays(const std::filesystem::path& path, const std::string& group) {
  return h5::reading(path, [&] {
    const Id file = open_trial(path);
    return h5::array_paths(h5::open_group(file, group));
  });
}

}  // namespace assay::record
