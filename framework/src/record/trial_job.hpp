#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "assay/core/value.hpp"
#include "record/trial_record.hpp"
#include "record/run_folder.hpp"

namespace assay::record {

/// All that a worker process needs to run one trial; travels as JSON over the host's pipe.
struct TrialJob {
  RunFolder folder;
  std::string device = "cpu";  ///< "cpu", "cuda" or "cuda:1"
  std::vector<std::string> data_roots;
  Value run_options;               ///< RunOptions
  TrialRecord provenance;  ///< identity, resolved spec, sources, plugins, versions, command; the worker adds the rest

  [[nodiscard]] const std::string& id() const { return provenance.trial_id; }
  [[nodiscard]] Value to_value() const;
  static TrialJob from_value(const Value& value);
};

}  // namespace assay::record
