#pragma once

#include <vector>

#include "record/run_folder.hpp"
#include "record/run_manifest.hpp"
#include "record/trial_file.hpp"

namespace assay::record {

/// A run as it stands: the plan, and for every planned trial what is known of it.
struct RunView {
  RunFolder folder;
  RunManifest manifest;
  std::vector<TrialSummary> trials;  ///< in the order of the manifest; status "pending" without a trial file; a file that cannot be read
                                     ///< counts as "failed" with the code of the reason ("h5.unreadable")
  bool index_is_current = false;     ///< index.h5 says the same

  [[nodiscard]] std::size_t count(const std::string& status) const;
  [[nodiscard]] bool finished() const { return count("pending") == 0; }
};

/// Reads the index where it is up to date and trial files elsewhere. Works while the run goes on.
/// Throws DataError "run.no-plan", "run.damaged-plan", "run.newer-layout".
RunView load_run(const RunFolder& folder);

/// Brings index.h5 and links.h5 up to date with the trial files; does nothing when it is. Returns what it found.
/// Throws as load_run and write_index do.
RunView refresh_index(const RunFolder& folder);

}  // namespace assay::record
