#pragma once

#include <string>
#include <vector>

#include "record/run_folder.hpp"

namespace assay::record {

/// Something wrong in a run folder.
struct Problem {
  std::string code;  ///< "h5.unreadable", "h5.newer-layout", "verify.wrong-trial", "verify.metric-not-finite", "verify.index-stale", …
  std::string file;  ///< relative to the run folder
  std::string text;
  bool repaired = false;
};

struct VerifyReport {
  std::size_t trials_checked = 0;
  std::vector<Problem> problems;

  /// True when nothing is wrong, or everything that was wrong has been repaired.
  [[nodiscard]] bool sound() const;
};

/// Opens every file of the run folder and checks layout, structure, lengths, metrics, artifacts, weights, index and links.
/// With `repair`, leftovers of killed processes go and index and links are built anew; results are never touched.
/// Throws DataError "run.no-plan", "run.damaged-plan", "run.newer-layout"; with `repair` TrialError "record.write-failed".
VerifyReport verify_run(const RunFolder& folder, bool repair);

}  // namespace assay::record
