#include "record/index_file.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "base/json.hpp"
#include "record/columns.hpp"
#include "record/layout.hpp"
#include "record/node.hpp"
#include "record/sealed_file.hpp"
#include "record/summary_grid.hpp"

namespace assay::record {
namespace {

using h5::ColumnGroup;
using h5::Id;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

layout::StatusCode status_code(const TrialSummary& trial) {
  if (trial.status == "done") return layout::StatusCode::done;
  if (trial.status == "stopped") return layout::StatusCode::stopped;
  return trial.status == "failed" ? layout::StatusCode::failed : layout::StatusCode::pending;
}

template <class T, class Get>
std::vector<T> column(const std::vector<TrialSummary>& trials, Get get) {
  std::vector<T> values;
  values.reserve(trials.size());
  for (const auto& trial : trials) values.push_back(get(trial));
  return values;
}

std::set<std::string> metric_names(const std::vector<TrialSummary>& trials) {
  std::set<std::string> names;
  for (const auto& trial : trials) {
    for (const auto& metric : trial.final_metrics) names.insert(metric.first);
  }
  return names;
}

/// The metric of a trial that ended well; a failed trial has no result.
double metric_of(const TrialSummary& trial, const std::string& name) {
  const auto found = trial.final_metrics.find(name);
  return trial.status == "done" && found != trial.final_metrics.end() ? found->second : missing;
}

void write_identity(const Id& file, const RunManifest& manifest) {
  h5::set_attribute(file, layout::kind, std::string(layout::kind_index));
  h5::set_attribute(file, layout::layout_version, layout::version);
  h5::set_attribute(file, layout::assay_version, manifest.assay_version);
  h5::set_attribute(file, layout::created_utc, manifest.created_utc);
  h5::set_attribute(file, layout::study, manifest.study);
  h5::set_attribute(file, layout::profile, manifest.profile);
  h5::set_attribute(file, layout::title, manifest.title);
  h5::set_attribute(file, "command", manifest.command);
  h5::set_attribute(file, "spec_file", manifest.spec_file);
}

/// One swept option of all trials: numbers where all are numbers (NaN for trials without it), else texts.
void add_axis(ColumnGroup& group, const std::string& axis, const RunManifest& manifest) {
  std::vector<double> numbers;
  std::vector<std::string> texts;
  bool numeric = true;
  for (const auto& trial : manifest.trials) {
    const Value* value = trial.axes.find(axis);
    numeric = numeric && (value == nullptr || value->is_number());
    numbers.push_back(value != nullptr && value->is_number() ? value->real() : missing);
    texts.push_back(value == nullptr ? "" : value->is_string() ? value->string() : to_json(*value));
  }
  if (numeric) {
    group.add(axis, numbers);
  } else {
    group.add(axis, texts);
  }
}

void write_trials(const Id& file, const RunManifest& manifest, const std::vector<TrialSummary>& trials) {
  using Row = TrialSummary;
  ColumnGroup group(file, layout::trials, "trial", trials.size());
  group.add("id", column<std::string>(trials, [](const Row& row) { return row.id; }));
  group.add("arm", column<std::string>(trials, [](const Row& row) { return row.arm; }));
  group.add("seed", column<std::int64_t>(trials, [](const Row& row) { return row.seed; }));
  group.add("status", column<std::string>(trials, [](const Row& row) { return row.status; }), "done, failed, stopped or pending");
  group.add("file", column<std::string>(trials, [](const Row& row) { return row.file_bytes == 0 ? "" : "trials/" + row.id + ".h5"; }),
            "relative to the folder of this file; empty when there is none");
  group.add("finished_utc", column<std::string>(trials, [](const Row& row) { return row.finished_utc; }));
  group.add("wall_s", column<double>(trials, [](const Row& row) { return row.file_bytes == 0 ? missing : row.wall_s; }), "time spent", "s");
  group.add("peak_memory_bytes", column<std::int64_t>(trials, [](const Row& row) { return row.peak_memory_bytes; }), "resident memory", "byte");
  group.add("error_code", column<std::string>(trials, [](const Row& row) { return row.error_code; }));
  group.add("error_text", column<std::string>(trials, [](const Row& row) { return row.error_text; }));
  group.add("uses_label_information", column<std::int64_t>(trials, [](const Row& row) { return std::int64_t{row.uses_label_information ? 1 : 0}; }),
            "1 when an option was derived from the labels");
  group.add("file_bytes", column<std::int64_t>(trials, [](const Row& row) { return row.file_bytes; }), "size of the trial file", "byte");
  group.add("file_mtime_ns", column<std::int64_t>(trials, [](const Row& row) { return row.file_mtime_ns; }), "time of the trial file", "ns");
  ColumnGroup axes = group.subgroup(layout::axis);
  for (const auto& axis : manifest.axes) add_axis(axes, axis, manifest);
}

/// The same rows once more, numbers only: for tools that cannot read strings.
void write_values(const Id& file, const RunManifest& manifest, const std::vector<TrialSummary>& trials) {
  using Row = TrialSummary;
  ColumnGroup group(file, layout::values, "trial", trials.size());
  const auto arm_code = [&](const Row& row) {
    return static_cast<std::int64_t>(std::find(manifest.arms.begin(), manifest.arms.end(), row.arm) - manifest.arms.begin());
  };
  group.add("arm", column<std::int64_t>(trials, arm_code), "number of the arm in /summary/arm");
  group.add("seed", column<std::int64_t>(trials, [](const Row& row) { return row.seed; }));
  group.add("status", column<std::int64_t>(trials, [](const Row& row) { return static_cast<std::int64_t>(status_code(row)); }),
            "1 pending, 2 done, 3 failed, 4 stopped");
  group.add("wall_s", column<double>(trials, [](const Row& row) { return row.file_bytes == 0 ? missing : row.wall_s; }), "time spent", "s");
  ColumnGroup metrics = group.subgroup(layout::final_metrics);
  for (const auto& name : metric_names(trials)) {
    metrics.add(name, column<double>(trials, [&](const Row& row) { return metric_of(row, name); }));
  }
}

Id write_coordinate(const Id& group, const SummaryGrid::Dimension& dimension) {
  const auto all = [&](auto is) { return std::all_of(dimension.values.begin(), dimension.values.end(), is); };
  Id dataset;
  if (all([](const Value& value) { return value.is_integer(); })) {
    std::vector<std::int64_t> numbers;
    for (const auto& value : dimension.values) numbers.push_back(value.integer());
    dataset = h5::write_array(group, make_array(h5::checked_name(dimension.name), std::move(numbers)));
  } else if (all([](const Value& value) { return value.is_number(); })) {
    std::vector<double> numbers;
    for (const auto& value : dimension.values) numbers.push_back(value.real());
    dataset = h5::write_array(group, make_array(h5::checked_name(dimension.name), std::move(numbers)));
  } else {
    std::vector<std::string> texts;
    for (const auto& value : dimension.values) texts.push_back(value.is_string() ? value.string() : to_json(value));
    dataset = h5::write_texts(group, dimension.name, texts);
  }
  h5::make_scale(dataset, dimension.name);
  return dataset;
}

void write_summary(const Id& file, const RunManifest& manifest, const std::vector<TrialSummary>& trials) {
  const SummaryGrid grid = make_summary_grid(manifest);
  const Id group = h5::create_group(file, layout::summary);
  std::vector<Id> scales;
  for (const auto& dimension : grid.dimensions) scales.push_back(write_coordinate(group, dimension));
  const auto attach_all = [&scales](const Id& dataset) {
    for (std::size_t i = 0; i < scales.size(); ++i) h5::attach_scale(dataset, scales[i], static_cast<unsigned>(i));
  };
  if (!grid.points.empty()) {
    std::vector<std::string> texts;
    for (const auto& point : grid.points) texts.push_back(to_json(point));
    h5::attach_scale(h5::write_texts(group, "point_axes", texts), scales[1], 0);
  }

  std::vector<std::uint8_t> mask(grid.size(), static_cast<std::uint8_t>(layout::StatusCode::not_planned));
  for (std::size_t i = 0; i < trials.size(); ++i) mask[grid.cells[i]] = static_cast<std::uint8_t>(status_code(trials[i]));
  const Id status = h5::write_array(group, make_array("status", std::move(mask), grid.shape()));
  h5::set_attribute(status, "flag_values", std::vector<std::uint8_t>{0, 1, 2, 3, 4});
  h5::set_attribute(status, "flag_meanings", std::string(layout::status_meanings));
  attach_all(status);
  for (const auto& name : metric_names(trials)) {
    std::vector<double> values(grid.size(), missing);
    for (std::size_t i = 0; i < trials.size(); ++i) values[grid.cells[i]] = metric_of(trials[i], name);
    const Id dataset = h5::write_array(group, make_array(name, std::move(values), grid.shape()));
    h5::set_attribute(dataset, layout::fill_value, missing);
    attach_all(dataset);
  }
}

}  // namespace

void write_index(const RunFolder& folder, const RunManifest& manifest, const std::vector<TrialSummary>& trials) {
  h5::write_sealed(folder.index(), {}, [&](const Id& file) {
    write_identity(file, manifest);
    write_trials(file, manifest, trials);
    write_values(file, manifest, trials);
    write_summary(file, manifest, trials);
  });
}

}  // namespace assay::record
