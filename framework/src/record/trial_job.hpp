#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "assay/core/value.hpp"
#include "record/run_folder.hpp"
#include "record/trial_record.hpp"

namespace assay::record {

/// All that a worker process needs to run one trial; travels as JSON over the host's pipe.
struct TrialJob {
  RunFolder folder;
  std::string device = "cpu";  ///< "cpu", "cuda" or "cuda:1"
  std::vector<std::string> data_roots;
  Value run_options;                                    ///< RunOptions
  std::int64_t pause_after = 0;                         ///< epoch or round after which the trial saves and leaves; 0: none
  std::map<std::string, std::filesystem::path> stages;  ///< result files of the stages that the trial starts from, by name
  TrialRecord provenance;                               ///< identity, resolved spec, sources, plugins, versions, command; the worker adds the rest

  [[nodiscard]] const std::string& id() const { return provenance.trial_id; }
  /// Measurements (series, metrics, arrays, times) are not part of it.
  [[nodiscard]] Value to_value() const;
  /// Throws InternalError "value.no-key" or "value.wrong-type" when a part is missing.
  static TrialJob from_value(const Value& value);
};

}  // namespace assay::record
