#include "record/run_view.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "assay/core/error.hpp"
#include "record/index_file.hpp"
#include "record/links_file.hpp"
#include "record/posix.hpp"

namespace assay::record {
namespace {

using Rows = std::map<std::string, TrialSummary>;

/// The rows of the index; none when there is none or it cannot be read, since trial files say the same.
Rows index_rows(const RunFolder& folder) {
  Rows rows;
  try {
    for (auto& row : read_index(folder.index())) {
      const std::string id = row.id;
      rows.emplace(id, std::move(row));
    }
  } catch (const DataError&) {
    rows.clear();
  }
  return rows;
}

TrialSummary summary_from_file(const std::filesystem::path& path) {
  try {
    return read_trial_summary(path);
  } catch (const DataError& error) {
    TrialSummary summary;
    summary.status = "failed";
    summary.error_code = error.code();
    summary.error_text = error.what();
    return summary;
  }
}

bool is_current(const Rows& rows, const std::string& id, const FileIdentity& identity) {
  const auto found = rows.find(id);
  return found != rows.end() && found->second.file_bytes == identity.bytes && found->second.file_mtime_ns == identity.mtime_ns;
}

}  // namespace

std::size_t RunView::count(const std::string& status) const {
  return static_cast<std::size_t>(std::count_if(trials.begin(), trials.end(), [&](const TrialSummary& trial) { return trial.status == status; }));
}

RunView load_run(const RunFolder& folder) {
  RunView view;
  view.folder = folder;
  view.manifest = read_manifest(folder);
  const Rows rows = index_rows(folder);
  view.index_is_current = rows.size() == view.manifest.trials.size();
  for (const auto& planned : view.manifest.trials) {
    const FileIdentity identity = identity_of(folder.trial(planned.id));
    TrialSummary trial;
    if (is_current(rows, planned.id, identity)) {
      trial = rows.at(planned.id);
    } else {
      view.index_is_current = false;
      if (identity.bytes > 0 || identity.mtime_ns > 0) trial = summary_from_file(folder.trial(planned.id));
    }
    trial.id = planned.id;
    trial.arm = planned.arm;
    trial.seed = planned.seed;
    trial.axes = planned.axes;
    trial.file_bytes = identity.bytes;
    trial.file_mtime_ns = identity.mtime_ns;
    view.trials.push_back(std::move(trial));
  }
  return view;
}

RunView refresh_index(const RunFolder& folder) {
  RunView view = load_run(folder);
  if (!view.index_is_current) {
    write_links(folder, view.manifest, view.trials);
    write_index(folder, view.manifest, view.trials);
    view.index_is_current = true;
  }
  return view;
}

}  // namespace assay::record
