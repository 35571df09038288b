#pragma once

#include <filesystem>
#include <string>

#include "record/trial_record.hpp"

namespace assay::record {

/// What is wrong with the choice of labels that a trial file records: not as many as the trial was told, samples that are named twice or do not
/// exist, labeled or validation samples in the test part, samples that are both, classes with unequal numbers. Empty: nothing.
/// Throws DataError when an array cannot be read.
std::string contradiction_of_labels(const TrialRecord& record, const std::filesystem::path& file);

}  // namespace assay::record
