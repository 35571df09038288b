#include "run/failed_trial.hpp"

#include <algorithm>
#include <system_error>

#include "base/clock.hpp"
#include "record/journal.hpp"
#include "record/trial_file.hpp"
#include "run/shared_folder.hpp"
#include "run/store.hpp"

namespace assay::run {
namespace {

std::int64_t last_epoch(const record::TrialRecord& record) {
  std::int64_t epoch = 0;
  for (const auto& group : record.series) {
    if (group.cadence == "epoch" && !group.index.empty()) epoch = group.index.back();
  }
  return epoch;
}

double wall_time(const record::TrialRecord& record) {
  double longest = 0.0;
  for (const auto& group : record.series) {
    if (!group.wall_s.empty()) longest = std::max(longest, group.wall_s.back());
  }
  return longest;
}

void write_unfinished_trial(const record::TrialJob& job, const char* status, const record::Failure& failure) {
  const SharedFolderMask mask(job.folder.root);
  if (trial_state(job.folder, job.id()).status == "done") return remove_working_files(job.folder, job.id());
  record::TrialRecord record = job.provenance;
  record.status = status;
  record::read_journal_into(record::JournalReader(job.folder.journal(job.id())).poll(), record);
  record.finished_utc = utc_now();
  if (record.started_utc.empty()) record.started_utc = record.created_utc;
  record.wall_s = wall_time(record);
  record.failure = failure;
  record.failure->epoch = std::max(failure.epoch, last_epoch(record));
  record::write_trial_file(job.folder.trial(job.id()), record);
  remove_working_files(job.folder, job.id());
}

}  // namespace

void write_failed_trial(const record::TrialJob& job, const record::Failure& failure) { write_unfinished_trial(job, "failed", failure); }

void write_stopped_trial(const record::TrialJob& job, const record::Failure& why) { write_unfinished_trial(job, "stopped", why); }

record::Failure failure_from(const Error& error) {
  record::Failure failure;
  failure.code = error.code();
  failure.text = error.what();
  const Diagnostic& first = error.diagnostics().front();
  if (!first.help.empty()) failure.text += "\nhelp: " + first.help;
  for (const auto& note : first.notes) failure.text += "\n" + note;
  return failure;
}

void remove_working_files(const record::RunFolder& folder, const std::string& id) {
  std::error_code ignored;
  std::filesystem::remove(folder.journal(id), ignored);
  std::filesystem::remove(folder.checkpoint(id), ignored);
  for (const auto& entry : std::filesystem::directory_iterator(folder.trials(), ignored)) {
    const std::string name = entry.path().filename().string();
    const bool is_part = name.compare(0, id.size() + 1, id + ".") == 0 && name.size() > 8 && name.compare(name.size() - 8, 8, ".part.h5") == 0;
    if (is_part) std::filesystem::remove(entry.path(), ignored);
  }
}

}  // namespace assay::run
