#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/core/value.hpp"
#include "record/run_folder.hpp"

namespace assay::record {

/// One planned trial.
struct ManifestTrial {
  std::string id;
  std::string arm;
  std::int64_t seed = 0;
  Value axes;  ///< table: dotted path of each swept option -> its value in this trial; "case" -> its case
};

/// What a run folder is about: the content of its plan.json, enough for indexes and tables.
struct RunManifest {
  std::string study;
  std::string title;
  std::string spec_file;
  std::string command;
  std::string created_utc;
  std::string assay_version;
  std::vector<std::string> overrides;  ///< the --set arguments
  std::string cache;                   ///< folder of the stages that trials start from; empty in files of before it was written
  std::string profile;                 ///< of the spec, chosen on the command line; empty: none
  std::vector<std::string> arms;       ///< in the order of the spec
  std::vector<std::string> cases;      ///< likewise; none when the spec has none
  std::vector<std::string> axes;       ///< "case" when there are cases, then dotted paths of swept options, in the order of the spec
  std::vector<ManifestTrial> trials;   ///< in the order of the plan
  Value table;                         ///< [table] of the spec: `metrics`, `published.<arm>.<metric>` in percent and `<metric>_std`, or
                                       ///< `published.<arm>.<case>.<metric>`

  Value figures = Value::Table{};  ///< [figure.<name>] of the spec by name, each complete with defaults

  [[nodiscard]] Value to_value() const;
  /// Throws DataError "run.damaged-plan".
  static RunManifest from_value(const Value& value);
};

/// Replaces plan.json atomically. Throws TrialError "record.write-failed".
void write_manifest(const RunFolder& folder, const RunManifest& manifest);
/// Throws DataError "run.no-plan" (no run folder), "run.damaged-plan", "run.newer-layout".
RunManifest read_manifest(const RunFolder& folder);

}  // namespace assay::record
