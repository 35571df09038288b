#include "app/commands/status.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "app/commands/run_argument.hpp"
#include "base/json.hpp"
#include "record/run_manifest.hpp"
#include "run/label.hpp"
#include "run/lease.hpp"
#include "run/progress.hpp"
#include "run/slurm.hpp"
#include "run/store.hpp"
#include "run/submission.hpp"

namespace assay::app {
namespace {

struct Row {
  std::string id, label, status, detail;
  std::string host, job;  ///< of the process that works on it, where it says so
  std::int64_t epoch = 0;
  std::int64_t epochs = 0;  ///< 0: unknown
};

struct JobState {
  run::SubmittedJob job;
  std::string state;  ///< "3 running, 4 pending", "ended" or "unknown"
};

struct SubmissionState {
  std::int64_t number = 0;
  std::vector<JobState> jobs;
  bool is_known = false;  ///< whether Slurm could be asked
  bool alive = false;     ///< whether a job is in the queue
  bool has_logs = false;  ///< whether any job has ever started
};

std::string states_text(const std::map<std::string, std::int64_t>& counts) {
  std::string text;
  for (const auto& [state, count] : counts) {
    std::string name = state;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char letter) { return std::tolower(letter); });
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name);
  }
  return text;
}

Row row_of(const record::RunFolder& folder, const record::ManifestTrial& trial) {
  const run::TrialState state = run::trial_state(folder, trial.id);
  Row row{trial.id, run::trial_label(trial.arm, trial.axes, trial.seed), state.status, {}, {}, {}, 0, 0};
  if (state.status == "failed") {
    row.detail = fmt::format("{} [{}]", state.error_text.substr(0, state.error_text.find('\n')), state.error_code);
  } else if (state.status == "running" || state.status == "started") {
    run::TrialProgress progress(row.label, folder.journal(trial.id));
    progress.poll();
    row.epoch = progress.epoch();
    row.epochs = progress.epochs();
    row.detail = fmt::format("{} {}", progress.unit(), row.epoch) + (row.epochs > 0 ? fmt::format(" of {}", row.epochs) : "");
    if (const auto holder = run::Lease::look(folder.lease(trial.id)); holder && state.status == "running") {
      row.host = holder->owner.host;
      row.job = holder->owner.job;
      row.detail += " on " + row.host + (row.job.empty() ? "" : ", job " + row.job);
    }
  }
  return row;
}

/// What Slurm says of the last submission; nothing when the run was never submitted.
std::optional<SubmissionState> submission_of(const record::RunFolder& folder) {
  SubmissionState state;
  state.number = run::last_submission(folder);
  if (state.number == 0) return std::nullopt;
  const auto place = run::submission_folder(folder, state.number);
  const auto queued = run::slurm::queued_jobs(run::submitter_of(place));
  state.is_known = queued.has_value();
  for (const auto& job : run::read_jobs(place)) {
    JobState one{job, "unknown"};
    if (queued) {
      const auto found = queued->find(job.id);
      one.state = found == queued->end() ? "ended" : states_text(found->second);
      state.alive = state.alive || found != queued->end();
    }
    state.jobs.push_back(std::move(one));
  }
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(place, ignored)) {
    state.has_logs = state.has_logs || entry.path().extension() == ".log";
  }
  return state;
}

/// What to make of jobs that have ended before the trials have; empty when there is nothing to say.
std::string advice(const SubmissionState& state, std::size_t unfinished) {
  if (!state.is_known) return "squeue does not answer here, so that nothing is known of the jobs";
  if (state.alive || unfinished == 0) return {};
  if (state.has_logs) return fmt::format("the jobs have ended, {} trials have not: the same assay run command submits what is left", unfinished);
  return "the jobs have ended without writing a log: do all nodes see this folder under the same path?";
}

Value submission_value(const SubmissionState& state) {
  Value::Array jobs;
  for (const auto& one : state.jobs) {
    jobs.emplace_back(Value::Table{{"id", one.job.id}, {"batch", one.job.batch}, {"elements", one.job.elements}, {"state", one.state}});
  }
  return Value::Table{{"name", "slurm"}, {"submission", state.number}, {"jobs", std::move(jobs)}};
}

void print_submission(const SubmissionState& state, std::size_t unfinished, std::ostream& out) {
  for (const auto& one : state.jobs) out << fmt::format("  job {:<8} {:<10} {}\n", one.job.id, one.job.batch, one.state);
  const std::string said = advice(state, unfinished);
  if (!said.empty()) out << "  " << said << '\n';
}

std::size_t unfinished(const std::vector<Row>& rows) {
  return static_cast<std::size_t>(std::count_if(
      rows.begin(), rows.end(), [](const Row& row) { return row.status != "done" && row.status != "failed" && row.status != "stopped"; }));
}

void print_json(const record::RunManifest& manifest, const std::vector<Row>& rows, const std::optional<SubmissionState>& submission,
                std::ostream& out) {
  Value::Array trials;
  for (const auto& row : rows) {
    trials.push_back(Value::Table{{"id", row.id},
                                  {"label", row.label},
                                  {"status", row.status},
                                  {"detail", row.detail},
                                  {"epoch", row.epoch},
                                  {"epochs", row.epochs},
                                  {"host", row.host},
                                  {"job", row.job}});
  }
  Value executor = submission ? submission_value(*submission) : Value(Value::Table{{"name", "local"}});
  out << to_json(Value::Table{{"study", manifest.study}, {"executor", std::move(executor)}, {"trials", std::move(trials)}}, 2) << "\n";
}

void print_text(const record::RunFolder& folder, const record::RunManifest& manifest, const std::vector<Row>& rows, std::ostream& out) {
  std::map<std::string, std::size_t> counts;
  for (const auto& row : rows) ++counts[row.status];
  out << fmt::format("{}: {} trials", manifest.study, rows.size());
  for (const char* status : {"done", "failed", "stopped", "running", "started", "to do"}) {
    if (counts[status] > 0) out << fmt::format(", {} {}", counts[status], status);
  }
  out << fmt::format(" ({})\n", folder.root.string());
  for (const auto& row : rows) {
    if (row.status != "done") out << fmt::format("  {:<32} {:<8} {}\n", row.label, row.status, row.detail);
  }
}

}  // namespace

int run_status(const StatusArguments& arguments, std::ostream& out) {
  const record::RunFolder folder = find_run(arguments.run);
  const record::RunManifest manifest = record::read_manifest(folder);
  std::vector<Row> rows;
  for (const auto& trial : manifest.trials) rows.push_back(row_of(folder, trial));
  const auto submission = submission_of(folder);
  if (arguments.json) {
    print_json(manifest, rows, submission, out);
    return 0;
  }
  print_text(folder, manifest, rows, out);
  if (submission) print_submission(*submission, unfinished(rows), out);
  return 0;
}

}  // namespace assay::app
