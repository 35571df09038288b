#include "run/slurm_executor.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "assay/options/field.hpp"
#include "base/settings.hpp"
#include "host/locations.hpp"
#include "plan/stages.hpp"
#include "record/atomic_file.hpp"
#include "run/job_script.hpp"
#include "run/slurm.hpp"
#include "run/stage_book.hpp"
#include "run/store.hpp"
#include "run/submission.hpp"

namespace assay::run {
namespace {

std::int64_t divide_up(std::int64_t dividend, std::int64_t divisor) { return (dividend + divisor - 1) / divisor; }

/// What is left to do, and what of it has failed before.
struct Remainder {
  std::size_t done = 0;
  std::vector<const plan::Trial*> trials;
  std::vector<std::int64_t> stages_by_level;
  std::map<std::string, std::int64_t> failed;
};

Remainder remainder_of(const Work& work) {
  Remainder left;
  const auto note_failure = [&](const record::RunFolder& folder, const std::string& id) {
    const TrialState state = trial_state(folder, id);
    if (state.status == "failed") left.failed[id] = state.file_mtime_ns;
    return state.status;
  };
  for (const auto& trial : work.plan.trials) {
    if (note_failure(work.context.folder, trial.id) == "done") {
      ++left.done;
    } else {
      left.trials.push_back(&trial);
    }
  }
  for (const auto* stage : StageBook(work.plan, work.context.cache).missing_for(left.trials)) {
    note_failure(work.context.cache, stage->id);
    const std::size_t level = plan::stage_level(work.plan, *stage);
    if (left.stages_by_level.size() <= level) left.stages_by_level.resize(level + 1);
    ++left.stages_by_level[level];
  }
  return left;
}

/// The jobs of one submission, each batch after the one before.
class Submission {
 public:
  explicit Submission(const Work& work)
      : work_(work),
        options_(parse_options<SlurmOptions>(work.plan.slurm)),
        longest_array_(slurm::max_array_size()),
        number_(new_submission(work.context.folder)),
        folder_(submission_folder(work.context.folder, number_)) {
    for (const auto& trial : work.plan.trials) threads_ = std::max(threads_, trial.run.at("threads").integer());
  }

  void submit(const Remainder& left) {
    write_work(folder_, {work_.plan, work_.context, build_of(work_.plan, work_.catalog), left.failed});
    try {
      for (std::size_t level = 0; level < left.stages_by_level.size(); ++level) {
        if (left.stages_by_level[level] > 0) submit_arrays(fmt::format("stages-{}", level), left.stages_by_level[level]);
      }
      submit_arrays("trials", static_cast<std::int64_t>(left.trials.size()));
      submit_closing();
    } catch (const Error&) {
      std::vector<std::string> ids;
      for (const auto& job : jobs_) ids.push_back(job.id);
      slurm::cancel(ids);
      throw;
    }
  }

  [[nodiscard]] std::string describe(const Remainder& left) const {
    std::string text = fmt::format("submitted {} of {} trials to Slurm:", left.trials.size(), work_.plan.trials.size());
    for (const auto& job : jobs_) {
      text += fmt::format("\n  job {:<8} {}{}", job.id, job.batch, job.elements > 1 ? fmt::format(", {} elements", job.elements) : "");
    }
    const std::string run = work_.context.folder.root.string();
    return text +
           fmt::format("\nhow far it is: assay status {0}\nto stop it: scancel {1}; the same command then goes on where it stopped", run, ids());
  }

 private:
  [[nodiscard]] std::string ids() const {
    std::string text;
    for (const auto& job : jobs_) text += (text.empty() ? "" : " ") + job.id;
    return text;
  }

  std::filesystem::path write_script(const std::string& batch) {
    auto file = folder_ / (batch + ".sh");
    record::write_text_atomically(file,
                                  job_script({"assay:" + work_.plan.folder_name() + ":" + batch, batch, number_, host::program_folder() / "assay",
                                              work_.context.folder.root, threads_ * options_.jobs, options_}));
    return file;
  }

  void submit_arrays(const std::string& batch, std::int64_t trials) {
    const std::int64_t elements = divide_up(trials, options_.trials_per_element);
    const std::int64_t arrays = divide_up(elements, longest_array_);
    const auto script = write_script(batch);
    std::vector<std::string> ids;
    for (std::int64_t first = 0; first < elements; first += longest_array_) {
      const std::int64_t count = std::min(longest_array_, elements - first);
      std::string range = fmt::format("--array=0-{}", count - 1);
      if (options_.concurrent > 0) range += fmt::format("%{}", std::max<std::int64_t>(1, options_.concurrent / arrays));
      ids.push_back(submit_job(batch, count, {range, log_option(batch + "-%A_%a.log")}, {script.string(), std::to_string(first)}));
    }
    after_ = std::move(ids);
  }

  void submit_closing() {
    const auto script = write_script("closing");
    submit_job("closing", 1, {log_option("closing-%j.log")}, {script.string()});
  }

  /// % begins a placeholder in names of log files.
  [[nodiscard]] std::string log_option(const std::string& name) const {
    std::string folder;
    for (const char letter : folder_.string()) folder += letter == '%' ? std::string("%%") : std::string(1, letter);
    return "--output=" + folder + "/" + name;
  }

  std::string submit_job(const std::string& batch, std::int64_t elements, std::vector<std::string> arguments,
                         const std::vector<std::string>& script) {
    if (!after_.empty()) arguments.push_back(fmt::format("--dependency=afterany:{}", fmt::join(after_, ":")));
    arguments.insert(arguments.end(), script.begin(), script.end());
    jobs_.push_back({slurm::submit(arguments), batch, elements});
    write_jobs(folder_, jobs_);
    return jobs_.back().id;
  }

  const Work& work_;
  SlurmOptions options_;
  std::int64_t longest_array_;
  std::int64_t number_;
  std::filesystem::path folder_;
  std::int64_t threads_ = 1;
  std::vector<SubmittedJob> jobs_;
  std::vector<std::string> after_;  ///< the jobs of the batch before
};

/// The jobs of the last submission that have not ended.
std::vector<std::string> jobs_in_queue(const record::RunFolder& run) {
  std::vector<std::string> alive;
  const auto folder = submission_folder(run, last_submission(run));
  const auto queued = slurm::queued_jobs(submitter_of(folder));
  for (const auto& job : read_jobs(folder)) {
    if (queued && queued->count(job.id) != 0) alive.push_back(job.id);
  }
  return alive;
}

}  // namespace

RunResult SlurmExecutor::execute(const Work& work) {
  const Remainder left = remainder_of(work);
  RunResult result;
  result.total = work.plan.trials.size();
  result.done_before = left.done;
  if (left.trials.empty()) return result;
  const auto alive = jobs_in_queue(work.context.folder);
  result.left = left.trials.size();
  if (!alive.empty()) {
    result.handed_over = fmt::format("submitted already: the jobs {0} are in the queue; to begin again, first scancel {0}", fmt::join(alive, " "));
    return result;
  }
  Submission submission(work);
  submission.submit(left);
  result.left = 0;
  result.handed_over = submission.describe(left);
  return result;
}

}  // namespace assay::run
