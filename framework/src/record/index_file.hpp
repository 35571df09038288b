#pragma once

#include <filesystem>
#include <vector>

#include "record/run_folder.hpp"
#include "record/run_manifest.hpp"
#include "record/trial_file.hpp"

namespace assay::record {

/// Replaces index.h5 atomically: the table of trials and every final metric as an array over arms, axes and seeds.
/// `trials` are in the order of the manifest. Call it from one process only. Throws TrialError "record.write-failed".
void write_index(const RunFolder& folder, const RunManifest& manifest, const std::vector<TrialSummary>& trials);

/// The rows of an index, without axes. Throws DataError "h5.unreadable", "h5.not-an-index", "h5.newer-layout".
std::vector<TrialSummary> read_index(const std::filesystem::path& path);

}  // namespace assay::record
