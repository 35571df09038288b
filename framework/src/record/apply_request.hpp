#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "assay/core/value.hpp"

namespace assay::record {

/// What the model of a finished trial is asked to do.
struct ApplyRequest {
  std::filesystem::path trial;  ///< its result file
  std::filesystem::path cache;  ///< run folder of the stages
  std::string task;             ///< "embed", "assign", "generate" or "style"
  std::filesystem::path output;
  std::vector<std::string> data_roots;
  std::string device = "cpu";
  Value dataset;              ///< `use` and options of another data set, for embed, assign and style; null: that of the trial
  std::string part = "all";   ///< "all", "training" or "test": the samples that embed and assign work on
  std::int64_t columns = 10;  ///< generate: draws of z per category; style: inputs
  std::int64_t seed = 1;      ///< generate: of the draws

  [[nodiscard]] Value to_value() const;
  static ApplyRequest from_value(const Value& value);
};

}  // namespace assay::record
