#include "run/store.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <set>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "assay/core/error.hpp"
#include "record/atomic_file.hpp"
#include "run/claim.hpp"
#include "run/failed_trial.hpp"
#include "run/shared_folder.hpp"
#include "run/trial_claim.hpp"

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

/// A folder of the same study from another spec file that shares no trial was made for something else.
bool is_other_spec(const record::RunManifest& old, const record::RunManifest& planned) {
  const auto name = [](const std::string& file) { return std::filesystem::path(file).filename(); };
  if (old.study == planned.study && name(old.spec_file) == name(planned.spec_file)) return false;
  std::set<std::string> known;
  for (const auto& trial : old.trials) known.insert(trial.id);
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

std::int64_t mtime_ns(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return 0;
  return std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
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

void open_folder(const record::RunFolder& folder, const record::RunManifest& manifest) {
  refuse_other_spec(folder, manifest);
  make_folder(folder.root);
  const SharedFolderMask mask(folder.root);
  make_folder(folder.trials());
  make_folder(folder.logs());
  const Claim claim = Claim::take(folder.root / ".lock");
  record::write_manifest(folder, manifest);
  remove_leftovers(folder);
}

void open_cache(const record::RunFolder& cache) {
  make_folder(cache.root);
  const SharedFolderMask mask(cache.root);
  make_folder(cache.trials());
  make_folder(cache.logs());
}

TrialState trial_state(const record::RunFolder& folder, const std::string& id) {
  TrialState state;
  state.file_mtime_ns = mtime_ns(folder.trial(id));
  if (state.file_mtime_ns != 0) {
    try {
      const auto summary = record::read_trial_summary(folder.trial(id));
      state.status = summary.status;
      state.error_code = summary.error_code;
      state.error_text = summary.error_text;
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
