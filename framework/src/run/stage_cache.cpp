#include "run/stage_cache.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>

#include "assay/core/error.hpp"
#include "base/settings.hpp"
#include "record/trial_file.hpp"
#include "run/shared_folder.hpp"
#include "run/store.hpp"
#include "run/trial_claim.hpp"

namespace assay::run {
namespace {

namespace fs = std::filesystem;

constexpr double seconds_per_day = 86400.0;

std::string id_of(const fs::path& file) {
  const std::string name = file.filename().string();
  return name.substr(0, name.find('.'));
}

bool is_lease(const fs::path& file) { return file.extension().string().rfind(".lease", 0) == 0; }

/// All files of every stage.
std::map<std::string, std::vector<fs::path>> files_by_id(const record::RunFolder& cache) {
  std::map<std::string, std::vector<fs::path>> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(cache.trials(), ignored)) files[id_of(entry.path())].push_back(entry.path());
  return files;
}

double days_since_last_change(const std::vector<fs::path>& files) {
  fs::file_time_type newest = fs::file_time_type::min();
  for (const auto& file : files) {
    std::error_code ignored;
    newest = std::max(newest, fs::last_write_time(file, ignored));
  }
  return std::chrono::duration<double>(fs::file_time_type::clock::now() - newest).count() / seconds_per_day;
}

CachedStage describe(const record::RunFolder& cache, const std::string& id, const std::vector<fs::path>& files) {
  CachedStage stage;
  stage.id = id;
  stage.status = trial_state(cache, id).status;
  stage.unused_days = days_since_last_change(files);
  for (const auto& file : files) {
    std::error_code ignored;
    const auto size = fs::file_size(file, ignored);
    stage.bytes += ignored ? 0 : static_cast<std::int64_t>(size);
  }
  if (!fs::exists(cache.trial(id))) return stage;
  try {
    const auto record = record::read_trial_file(cache.trial(id));
    stage.method = method_of(record.resolved);
    stage.dataset = record.resolved.at("dataset").at("use").string();
    stage.seed = record.seed;
    stage.wall_s = record.wall_s;
  } catch (const Error&) {
    stage.status = "unreadable";
  }
  return stage;
}

}  // namespace

std::vector<CachedStage> list_stages(const record::RunFolder& cache) {
  std::vector<CachedStage> stages;
  for (const auto& [id, files] : files_by_id(cache)) {
    const bool only_lock = files.size() == 1 && files.front() == cache.lock(id);
    if (!only_lock || TrialClaim::is_taken(cache, id)) stages.push_back(describe(cache, id, files));
  }
  std::stable_sort(stages.begin(), stages.end(), [](const CachedStage& a, const CachedStage& b) { return a.unused_days > b.unused_days; });
  return stages;
}

void mark_used(const record::RunFolder& cache, const std::string& id) {
  const SharedFolderMask mask(cache.root);
  const std::ofstream lock(cache.lock(id), std::ios::app);  // makes it where there is none
  utimensat(AT_FDCWD, cache.lock(id).c_str(), nullptr, 0);
}

CacheCleaning remove_unused_stages(const record::RunFolder& cache, double days) {
  CacheCleaning cleaning;
  const auto files = files_by_id(cache);
  for (auto& stage : list_stages(cache)) {
    if (stage.unused_days < days) continue;
    const auto claim = TrialClaim::try_take(cache, stage.id);
    if (!claim || days_since_last_change(files.at(stage.id)) < days) continue;  // a run may have come for it since the list was made
    std::error_code refused;
    for (const auto& file : files.at(stage.id)) {
      if (refused || file == cache.lock(stage.id) || is_lease(file)) continue;  // somebody may wait for the lock, and the lease is ours
      if (!fs::remove(file, refused) && refused) {
        cleaning.problems.push_back({"cache.not-removed", file.lexically_relative(cache.root).string(), refused.message(), false});
      }
    }
    if (refused) continue;
    std::error_code ignored;
    fs::remove(cache.log(stage.id), ignored);
    cleaning.removed.push_back(std::move(stage));
  }
  return cleaning;
}

std::vector<record::Problem> verify_stages(const record::RunFolder& cache) {
  std::vector<record::Problem> problems;
  for (const auto& [id, files] : files_by_id(cache)) {
    const fs::path path = cache.trial(id);
    if (!fs::exists(path)) continue;
    const std::string name = path.lexically_relative(cache.root).string();
    try {
      const auto record = record::read_trial_file(path);
      if (record.trial_id != id) problems.push_back({"verify.wrong-trial", name, "the file holds the stage " + record.trial_id, false});
      for (const auto& array : record::list_trial_arrays(path, "weights")) record::read_trial_array(path, "weights/" + array);
    } catch (const Error& error) {
      problems.push_back({error.code(), name, error.what(), false});
    }
  }
  return problems;
}

}  // namespace assay::run
