#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "record/run_folder.hpp"
#include "record/run_manifest.hpp"
#include "record/trial_file.hpp"

namespace assay::record {

/// Replaces links.h5 atomically: /<arm>/<trial id> is an external link to each readable trial file, relative to the folder.
/// Not part of the index, because netCDF readers open everything that is linked when they open a file.
/// Throws TrialError "record.write-failed".
void write_links(const RunFolder& folder, const RunManifest& manifest, const std::vector<TrialSummary>& trials);

struct TrialLink {
  std::string arm, id;
  bool resolves = false;  ///< the trial file is there and is HDF5
};

/// Throws DataError "h5.unreadable", "h5.not-links", "h5.newer-layout".
std::vector<TrialLink> read_links(const std::filesystem::path& path);

}  // namespace assay::record
