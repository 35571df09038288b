#include "run/store.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <iterator>
#include <set>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "assay/core/error.hpp"
#include "record/atomic_file.hpp"
#include "record/posix.hpp"
#include "run/claim.hpp"
#include "run/failed_trial.hpp"
#include "run/shared_folder.hpp"
#include "run/trial_claim.hpp"
#include "spec/variants.hpp"

namespace assay::run {
namespace {

[[noreturn]] void not_writable(const std::filesystem::path& path, const std::string& reason) {
  Diagnostic diagnostic;
  diagnostic.code = "run.not-writable";
  diagnostic.message = fmt::format("cannot write to the folder '{}': {}", path.string(), reason);
  diagnostic.help = "choose another place with --runs DIR or ASSAY_RUNS";
  throw TrialError(std::move(diagnostic));
}

void make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) not_writable(path, error.message());
  if (access(path.c_str(), W_OK | X_OK) != 0) not_writable(path, std::strerror(errno));
}

std::set<std::string> ids_of(const record::RunManifest& manifest) {
  std::set<std::string> ids;
  for (const auto& trial : manifest.trials) ids.insert(trial.id);
  return ids;
}

/// `planned` and those trials of `whole` that the folder knows from `before`.
record::RunManifest with_known(record::RunManifest planned, const record::RunManifest& whole, const record::RunManifest& before) {
  std::set<std::string> wanted = ids_of(planned);
  wanted.merge(ids_of(before));
  std::set<std::string> arms;
  std::set<std::string> cases;
  planned.trials.clear();
  for (const auto& trial : whole.trials) {
    if (wanted.count(trial.id) == 0) continue;
    planned.trials.push_back(trial);
    arms.insert(trial.arm);
    if (const Value* in_case = trial.axes.find(spec::case_axis)) cases.insert(in_case->string());
  }
  const auto those_in = [](const std::vector<std::string>& all, const std::set<std::string>& chosen) {
    std::vector<std::string> kept;
    std::copy_if(all.begin(), all.end(), std::back_inserter(kept), [&](const std::string& name) { return chosen.count(name) != 0; });
    return kept;
  };
  planned.arms = those_in(whole.arms, arms);
  planned.cases = those_in(whole.cases, cases);
  planned.axes = whole.axes;
  return planned;
}

/// A folder of the same study from another spec file that shares no trial was made for something else.
bool is_other_spec(const record::RunManifest& old, const record::RunManifest& planned) {
  const auto name = [](const std::string& file) { return std::filesystem::path(file).filename(); };
  if (old.study == planned.study && name(old.spec_file) == name(planned.spec_file)) return false;
  const std::set<std::string> known = ids_of(old);
  return std::none_of(planned.trials.begin(), planned.trials.end(), [&](const auto& trial) { return known.count(trial.id) != 0; });
}

void refuse_other_spec(const record::RunFolder& folder, const record::RunManifest& planned) {
  if (!std::filesystem::exists(folder.plan())) return;
  const record::RunManifest old = record::read_manifest(folder);
  if (!is_other_spec(old, planned)) return;
  Diagnostic diagnostic;
  diagnostic.code = "run.other-spec";
  diagnostic.message = fmt::format("the run folder '{}' holds the study '{}' of another spec, '{}'", folder.root.string(), old.study, old.spec_file);
  diagnostic.help = "give this spec another 'study', or choose another place with --run-dir DIR";
  throw SpecError(std::move(diagnostic));
}

/// The nonce of an owner that has given no sign of life for ten leases, by this machine's clock and the file's; else empty. Only for what is done: a
/// wrong guess then costs nothing.
std::string silent_for_long(const std::filesystem::path& lease) {
  const auto holder = Lease::look(lease);
  if (!holder) return {};
  constexpr double leases = 10.0;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const double age_s = std::chrono::duration<double>(now - std::chrono::nanoseconds(holder->beat_ns)).count();
  return age_s > leases * holder->owner.lease_s ? holder->owner.nonce : std::string();
}

}  // namespace

record::RunFolder default_folder(const std::string& study, const std::filesystem::path& runs) {
  return record::RunFolder{std::filesystem::absolute(runs / study).lexically_normal()};
}

void open_folder(const record::RunFolder& folder, const record::RunManifest& manifest, const std::optional<record::RunManifest>& whole) {
  refuse_other_spec(folder, manifest);
  make_folder(folder.root);
  const SharedFolderMask mask(folder.root);
  make_folder(folder.trials());
  make_folder(folder.logs());
  const Claim claim = Claim::take(folder.root / ".lock");
  const bool adds = whole && std::filesystem::exists(folder.plan());
  record::write_manifest(folder, adds ? with_known(manifest, *whole, record::read_manifest(folder)) : manifest);
  remove_leftovers(folder);
}

std::size_t count_unplanned(const record::RunFolder& folder, const record::RunManifest& manifest) {
  const std::set<std::string> planned = ids_of(manifest);
  std::error_code ignored;
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.trials(), ignored)) {
    const std::string id = entry.path().stem().string();
    if (entry.path() == folder.trial(id) && planned.count(id) == 0) ++count;
  }
  return count;
}

void open_cache(const record::RunFolder& cache) {
  make_folder(cache.root);
  const SharedFolderMask mask(cache.root);
  make_folder(cache.trials());
  make_folder(cache.logs());
}

TrialState trial_state(const record::RunFolder& folder, const std::string& id) {
  TrialState state;
  state.file_mtime_ns = record::identity_of(folder.trial(id)).mtime_ns;
  if (state.file_mtime_ns != 0) {
    try {
      const auto summary = record::read_trial_summary(folder.trial(id));
      state.status = summary.status;
      state.error_code = summary.error_code;
      state.error_text = summary.error_text;
      state.data_sha256 = summary.data_sha256;
    } catch (const Error& error) {
      state.status = "failed";  // an unreadable file is no result: the trial runs again
      state.error_code = error.code();
      state.error_text = error.what();
    }
  }
  if (state.status == "done") return state;
  if (TrialClaim::is_taken(folder, id)) {
    state.status = "running";
  } else if (state.file_mtime_ns == 0 && (std::filesystem::exists(folder.checkpoint(id)) || std::filesystem::exists(folder.journal(id)))) {
    state.status = "started";
  }
  return state;
}

void remove_leftovers(const record::RunFolder& folder) {
  std::set<std::string> with_working_files;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder.root, ignored)) {
    if (record::is_temporary_leftover(entry.path())) std::filesystem::remove(entry.path(), ignored);
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder.trials(), ignored)) {
    const std::string name = entry.path().filename().string();
    const std::string id = name.substr(0, name.find('.'));
    if (record::is_temporary_leftover(entry.path())) {
      std::filesystem::remove(entry.path(), ignored);
    } else if (entry.path() != folder.trial(id) && entry.path() != folder.lock(id)) {
      with_working_files.insert(id);
    }
  }
  for (const auto& id : with_working_files) {
    if (!std::filesystem::exists(folder.trial(id)) || trial_state(folder, id).status != "done") continue;
    const auto claim = TrialClaim::try_take(folder, id, silent_for_long(folder.lease(id)));
    if (claim) remove_working_files(folder, id);
  }
}

}  // namespace assay::run
