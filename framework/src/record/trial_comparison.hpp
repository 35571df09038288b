#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "record/trial_record.hpp"

namespace assay::record {

struct TrialComparison {
  std::size_t compared = 0;            ///< series, final metrics, artifacts and weights
  std::vector<std::string> differing;  ///< paths of what is not bit-identical or is in one file alone; "status" first when that differs
};

/// Compares the results in two trial files bit by bit: a NaN equals itself, 0 and -0 differ. Times are no results and are left out.
/// Throws as read_trial_file does.
TrialComparison compare_trials(const std::filesystem::path& left, const std::filesystem::path& right);

/// Something that may explain why two trials of one spec and seed differ.
struct EnvironmentDifference {
  std::string what;  ///< "version", "commit", "build.threads", "plugin encoder.mlp", "data usps.h5", …
  std::string left;  ///< empty: not there
  std::string right;
};

std::vector<EnvironmentDifference> environment_differences(const TrialRecord& left, const TrialRecord& right);

}  // namespace assay::record
