#pragma once

#include <optional>
#include <string>
#include <vector>

#include "record/run_view.hpp"

namespace assay::report {

/// A trial with all that the page tells of it.
struct PageTrial {
  record::TrialSummary summary;
  std::string name;                           ///< what tells it from the others of its run: "proposed, seed 3"
  std::optional<record::TrialRecord> record;  ///< nothing when it has not ended or its file cannot be read
  std::optional<record::TrialRecord> so_far;  ///< series and events of one that has begun but not ended

  /// Of its section on the page.
  [[nodiscard]] std::string anchor() const { return "trial-" + summary.id; }
  /// "done", "failed", "running" (begun, not ended) or "pending".
  [[nodiscard]] std::string state() const { return so_far ? "running" : summary.status; }
};

/// Reads the trial files of those that have ended and the journals of the others, in the order of the plan.
std::vector<PageTrial> read_page_trials(const record::RunView& run);

/// The last epoch that an unfinished trial has told of; nothing before the first.
std::optional<std::int64_t> last_epoch(const record::TrialRecord& so_far);

}  // namespace assay::report
