#include "report/page/page_trial.hpp"

#include "assay/core/error.hpp"
#include "record/journal.hpp"
#include "report/figure/chosen_trials.hpp"

namespace assay::report {
namespace {

std::optional<record::TrialRecord> file_record(const record::RunView& run, const record::TrialSummary& trial) {
  try {
    return record::read_trial_file(run.folder.trial(trial.id));
  } catch (const DataError&) {
    return std::nullopt;  // the summary of a damaged file says what is wrong with it
  }
}

std::optional<record::TrialRecord> journal_record(const record::RunView& run, const record::TrialSummary& trial) {
  const auto events = record::JournalReader(run.folder.journal(trial.id)).poll();
  if (events.empty()) return std::nullopt;
  record::TrialRecord record;
  record::read_journal_into(events, record);
  return record;
}

}  // namespace

std::vector<PageTrial> read_page_trials(const record::RunView& run) {
  std::vector<PageTrial> trials;
  for (const auto& summary : run.trials) {
    PageTrial trial{summary, trial_text(run, summary), std::nullopt, std::nullopt};
    if (summary.file_bytes > 0) {
      trial.record = file_record(run, summary);
    } else {
      trial.so_far = journal_record(run, summary);
    }
    trials.push_back(std::move(trial));
  }
  return trials;
}

std::optional<std::int64_t> last_epoch(const record::TrialRecord& so_far) {
  for (const auto& group : so_far.series) {
    if (group.cadence == "epoch" && !group.index.empty()) return group.index.back();
  }
  return std::nullopt;
}

}  // namespace assay::report
