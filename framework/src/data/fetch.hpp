#pragma once

#include <filesystem>
#include <functional>

#include "data/fetch_progress.hpp"
#include "data/manifest.hpp"

namespace assay::data {

struct FetchSettings {
  std::filesystem::path root;  ///< the data folder
  bool optional = false;       ///< optional files, too
};

/// Brings the files of a data set into `settings.root` and checks them; what is there and sound stays. `go_on` is asked at least once a second.
/// Files appear under their names whole and checked, or not at all; a second process that fetches the same set waits for the first.
/// Returns false when `go_on` ended it: what has come so far stays for the next time.
/// Throws DataError "data.fetch-failed", "data.no-source", "data.wrong-checksum", "data.unwritable" or "data.bad-archive".
bool fetch(const DataSet& set, const FetchSettings& settings, FetchProgress& progress, const std::function<bool()>& go_on);

}  // namespace assay::data
