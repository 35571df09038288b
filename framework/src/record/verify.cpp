#include "record/verify.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "record/atomic_file.hpp"
#include "record/checkpoint_file.hpp"
#include "record/index_file.hpp"
#include "record/links_file.hpp"
#include "record/run_view.hpp"
#include "record/trial_file.hpp"
#include "record/verify_labels.hpp"

namespace assay::record {
namespace {

namespace fs = std::filesystem;

class Verifier {
 public:
  Verifier(const RunFolder& folder, bool repair) : folder_(folder), repair_(repair), manifest_(read_manifest(folder)) {}

  VerifyReport run() {
    for (const auto& trial : manifest_.trials) {
      if (fs::exists(folder_.trial(trial.id))) check_trial(trial);
    }
    check_entries(folder_.root);
    check_entries(folder_.trials());
    check_index();
    check_links();
    return report_;
  }

 private:
  void problem(const std::string& code, const fs::path& file, const std::string& text, bool repaired = false) {
    report_.problems.push_back({code, file.lexically_relative(folder_.root).string(), text, repaired});
  }

  void check_trial(const ManifestTrial& planned) {
    const fs::path path = folder_.trial(planned.id);
    ++report_.trials_checked;
    try {
      const TrialRecord record = read_trial_file(path);
      if (record.status == "done") done_.insert(planned.id);
      check_identity(planned, record, path);
      if (record.status == "done") check_data(record, path);
      check_outcome(record, path);
      // Reading every array finds damage that the structure does not show: large ones carry checksums.
      for (const std::string group : {"artifacts", "weights"}) {
        for (const auto& name : list_trial_arrays(path, group)) read_trial_array(path, fmt::format("{}/{}", group, name));
      }
      if (const std::string contradiction = contradiction_of_labels(record, path); !contradiction.empty()) {
        problem("verify.labels", path, contradiction);
      }
    } catch (const DataError& error) {
      problem(error.code(), path, error.what());
    }
  }

  void check_identity(const ManifestTrial& planned, const TrialRecord& record, const fs::path& path) {
    if (record.trial_id != planned.id || record.arm != planned.arm || record.seed != planned.seed) {
      problem("verify.wrong-trial", path,
              fmt::format("the file holds trial {} (arm {}, seed {}), planned is {} (arm {}, seed {})", record.trial_id, record.arm, record.seed,
                          planned.id, planned.arm, planned.seed));
    }
  }

  void check_outcome(const TrialRecord& record, const fs::path& path) {
    if (record.status != "done" && record.status != "failed" && record.status != "stopped") {
      problem("verify.bad-status", path, fmt::format("the status is '{}', expected done, failed or stopped", record.status));
    }
    if (record.status != "done" && !record.failure) problem("verify.no-error", path, fmt::format("a {} trial without a reason", record.status));
    if (record.status != "done") return;
    for (const auto& metric : record.final_metrics) {
      if (std::isinf(metric.second)) problem("verify.metric-not-finite", path, fmt::format("the final value of '{}' is infinite", metric.first));
    }
  }

  /// Trials of the same data set have read the same files.
  void check_data(const TrialRecord& record, const fs::path& path) {
    const std::vector<std::string> read = summary_of(record).data_sha256;
    const auto& [first, files] = data_of_.emplace(to_json(record.resolved.at("dataset")), std::pair(path, read)).first->second;
    if (files == read) return;
    problem("verify.other-data", path, fmt::format("it read other data files than {}", first.lexically_relative(folder_.root).string()));
  }

  /// Looks for what killed processes leave behind, and for trial files that no plan asks for.
  void check_entries(const fs::path& folder) {
    std::set<fs::path> entries;  // sorted, so that the report is
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) entries.insert(entry.path());
    for (const auto& path : entries) {
      if (is_temporary_leftover(path)) {
        problem("verify.leftover", path, "a temporary file of a process that was killed", repair_ && fs::remove(path));
      } else if (folder == folder_.trials()) {
        check_trial_entry(path);
      }
    }
  }

  void check_trial_entry(const fs::path& path) {
    const std::string name = path.filename().string();
    const std::string id = name.substr(0, name.find('.'));
    const bool planned = std::any_of(manifest_.trials.begin(), manifest_.trials.end(), [&](const ManifestTrial& trial) { return trial.id == id; });
    const bool is_checkpoint = path == folder_.checkpoint(id);
    if (path == folder_.trial(id) && !planned) problem("verify.not-planned", path, "a trial file that the plan does not know");
    if (is_checkpoint) check_checkpoint(path);
    // A result is written last: what lies beside it is superseded. Beside a failure it may belong to the next try.
    if ((is_checkpoint || path == folder_.journal(id)) && done_.count(id) != 0) {
      problem("verify.leftover", path, "its trial has ended", repair_ && fs::remove(path));
    }
  }

  void check_checkpoint(const fs::path& path) {
    try {
      read_checkpoint(path);
    } catch (const DataError& error) {
      problem(error.code(), path, error.what());
    }
  }

  bool says_the_same(const RunView& view) const {
    const auto comparable = [](TrialSummary trial) {
      if (trial.status != "done") trial.final_metrics.clear();
      trial.axes = {};
      trial.data_sha256.clear();
      return to_text(trial);
    };
    try {
      const auto rows = read_index(folder_.index());
      return std::equal(rows.begin(), rows.end(), view.trials.begin(), view.trials.end(),
                        [&](const TrialSummary& row, const TrialSummary& trial) { return comparable(row) == comparable(trial); });
    } catch (const DataError&) {
      return false;
    }
  }

  void check_index() {
    const RunView view = load_run(folder_);
    if (view.index_is_current) return;
    if (says_the_same(view)) {  // a copy of the folder has other times
      if (repair_) refresh_index(folder_);
      return;
    }
    std::string text = "the index does not say what the trial files say";
    std::string code = "verify.index-stale";
    try {
      read_index(folder_.index());
    } catch (const DataError& error) {
      code = fs::exists(folder_.index()) ? error.code() : "verify.no-index";
      text = fs::exists(folder_.index()) ? error.what() : "there is no index";
    }
    const bool repairable = code != "h5.newer-layout";
    if (repair_ && repairable) refresh_index(folder_);
    problem(code, folder_.index(), text, repair_ && repairable);
  }

  void check_links() {
    const fs::path path = folder_.links();
    std::string code;
    std::string text;
    try {
      for (const auto& link : read_links(path)) {
        if (!link.resolves) text += fmt::format("{}{}/{}", text.empty() ? "nothing can be opened behind: " : ", ", link.arm, link.id);
      }
      if (!text.empty()) code = "verify.broken-link";
    } catch (const DataError& error) {
      code = fs::exists(path) ? error.code() : "verify.no-links";
      text = fs::exists(path) ? error.what() : "there is no file of links";
    }
    if (code.empty()) return;
    const bool repairable = code != "h5.newer-layout";
    if (repair_ && repairable) {
      const RunView view = load_run(folder_);
      write_links(folder_, view.manifest, view.trials);
    }
    problem(code, path, text, repair_ && repairable);
  }

  RunFolder folder_;
  bool repair_;
  RunManifest manifest_;
  VerifyReport report_;
  std::map<std::string, std::pair<fs::path, std::vector<std::string>>> data_of_;  ///< by data set: the first trial, and hashes of what it read
  std::set<std::string> done_;                                                    ///< ids of the trials that have a result
};

}  // namespace

bool VerifyReport::sound() const {
  return std::all_of(problems.begin(), problems.end(), [](const Problem& problem) { return problem.repaired; });
}

VerifyReport verify_run(const RunFolder& folder, bool repair) { return Verifier(folder, repair).run(); }

}  // namespace assay::record
