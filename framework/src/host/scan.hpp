#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace assay::host {

/// A file that may be a plugin.
struct Candidate {
  std::filesystem::path file;
  std::string kind;  ///< of the folder <kind>/ it lies in; empty when it lies directly in a plugin folder
};

/// Every <folder>/<kind>/*.so and <folder>/*.so, folder by folder, each in the order of names. A file reached twice counts once.
/// Folders that do not exist are passed over.
std::vector<Candidate> find_candidates(const std::vector<std::filesystem::path>& folders);

}  // namespace assay::host
