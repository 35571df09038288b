#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assay/core/value.hpp"
#include "record/trial_record.hpp"

namespace assay::record {

/// What indexes and tables need of one trial, whether it ended or not.
struct TrialSummary {
  std::string id, arm, status = "pending";  ///< status: "done", "failed", "stopped" (early, by a budget) or "pending" (not ended yet)
  std::int64_t seed = 0;
  Value axes;
  double wall_s = 0.0;
  std::int64_t peak_memory_bytes = 0;
  std::string finished_utc;
  std::string error_code, error_text;  ///< of a failed or stopped trial
  bool uses_label_information = false;
  std::map<std::string, double> final_metrics;
  std::vector<std::string> data_sha256;  ///< of the data files, in the order of reading; an index does not say
  std::int64_t file_bytes = 0;           ///< size and …
  std::int64_t file_mtime_ns = 0;        ///< … time of the trial file, by which an index knows that it is still up to date; 0 without a file
};

TrialSummary summary_of(const TrialRecord& record);

/// The text in the seal of a trial file: all but size and time of the file, so that nobody has to open the file for it.
std::string to_text(const TrialSummary& summary);
/// Nothing when the text is empty or of a later layout. Throws InternalError when it is none of ours.
std::optional<TrialSummary> summary_from_text(const std::string& text);

}  // namespace assay::record
