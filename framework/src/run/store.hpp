#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "plan/plan.hpp"
#include "record/run_manifest.hpp"
#include "record/trial_file.hpp"

namespace assay::run {

/// runs/<study>, or below `runs` when given.
record::RunFolder default_folder(const std::string& study, const std::filesystem::path& runs);

/// Makes the folder ready for `manifest` and writes plan.json. Where only some arms or cases are asked for, `whole` has them all: what the folder
/// knows of the others stays in its plan. Throws TrialError "run.not-writable" before anything is trained when the folder cannot be written, and
/// SpecError "run.other-spec" when it belongs to another spec.
void open_folder(const record::RunFolder& folder, const record::RunManifest& manifest,
                 const std::optional<record::RunManifest>& whole = std::nullopt);

/// How many trial files there are that the plan does not know: of an earlier state of the spec, or of another --set.
std::size_t count_unplanned(const record::RunFolder& folder, const record::RunManifest& manifest);

/// Makes the folder of the stages. Throws TrialError "run.not-writable".
void open_cache(const record::RunFolder& cache);

/// State of one trial on disk.
struct TrialState {
  std::string status =
      "to do";  ///< "done", "failed", "stopped" (by a budget), "running" (some process works on it), "started" (checkpoint or journal) or "to do"
  std::int64_t file_mtime_ns = 0;
  std::string error_code, error_text;
  std::vector<std::string> data_sha256;  ///< of a trial with a file: hashes of the data files that it read
};

TrialState trial_state(const record::RunFolder& folder, const std::string& id);

/// Removes what killed processes left: files under temporary names, and working files of trials that are done. Hold the folder's claim.
void remove_leftovers(const record::RunFolder& folder);

}  // namespace assay::run
