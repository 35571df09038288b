#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assay/core/value.hpp"
#include "record/array.hpp"

namespace assay::record {

/// One measured quantity over a cadence's index.
struct Column {
  std::string name;
  std::string help;
  std::string unit;
  std::vector<double> values;  ///< NaN where missing
};

/// All series of one cadence: "step", "epoch" or "eval".
struct SeriesGroup {
  std::string cadence;
  std::vector<std::int64_t> index;
  std::vector<double> wall_s;
  std::vector<Column> columns;
};

struct EventRow {
  std::string utc, level, code, text;
};

struct PluginRow {
  std::string kind, name, version, library, sha256;
};

struct DataFileRow {
  std::string path, sha256;
  std::int64_t bytes = 0;
};

/// A stage that the trial started from.
struct StageRow {
  std::string name, id, method;
  double wall_s = 0.0;  ///< that its computation took, whenever that was
};

struct SourceText {
  std::string path, text;
};

/// Why a trial failed or was stopped.
struct Failure {
  std::string code, text, component;
  std::int64_t epoch = 0;
};

/// Everything that a trial file holds (layout version 1; see framework/docs/hdf5-layout.md).
struct TrialRecord {
  // identity: root attributes
  std::string study, arm, trial_id, status;  ///< status: "done", "failed" or "stopped" (early, by a budget)
  std::string profile;                       ///< of the spec, chosen on the command line; empty: none
  std::int64_t seed = 0;
  Value axes;      ///< swept options of this trial
  Value resolved;  ///< complete spec of the trial, stored as TOML text
  std::vector<SourceText> sources;

  // provenance
  std::string created_utc, started_utc, finished_utc;
  std::string assay_version, git, command, host;
  std::vector<PluginRow> plugins;
  std::vector<DataFileRow> data_files;
  std::vector<StageRow> stages;
  std::map<std::string, std::string> build;  ///< stamp, device, threads, BLAS, CPU capability, …
  double wall_s = 0.0;
  std::int64_t peak_memory_bytes = 0;
  std::int64_t resumes = 0;
  std::int64_t samples_trained = 0;     ///< how many samples the method was trained on; 0 in files of before it was written
  std::int64_t samples_labeled = 0;     ///< of how many samples the method was told the class; 0 in files of before it was written
  bool uses_label_information = false;  ///< an option was derived from the labels ("from_dataset" classes)

  std::vector<SeriesGroup> series;
  std::vector<EventRow> events;
  std::map<std::string, double> final_metrics;
  std::vector<Array> artifacts;  ///< "assignment", "labels", "embedding/epoch_0005", "confusion", …
  std::vector<Array> weights;    ///< "encoder/layer0.weight", …
  std::optional<Failure> failure;
};

/// The series and events that a journal tells.
void read_journal_into(const std::vector<Value>& journal, TrialRecord& record);

}  // namespace assay::record
