#include "run/local_executor.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <deque>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <poll.h>

#include "assay/core/error.hpp"
#include "base/clock.hpp"
#include "plan/stages.hpp"
#include "run/admission.hpp"
#include "run/failed_trial.hpp"
#include "run/foreign_trials.hpp"
#include "run/gpu_shares.hpp"
#include "run/halving.hpp"
#include "run/label.hpp"
#include "run/signals.hpp"
#include "run/stage_book.hpp"
#include "run/store.hpp"
#include "run/trial_claim.hpp"
#include "run/trial_exit.hpp"
#include "run/watch.hpp"
#include "run/worker_end.hpp"

namespace assay::run {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int poll_ms = 200;
constexpr auto progress_interval = std::chrono::milliseconds(500);
constexpr auto stop_grace = std::chrono::seconds(30);
constexpr int most_interruptions = 3;

struct Running {
  const plan::Trial* trial;
  record::TrialJob job;
  LimitWatch limits;
  std::unique_ptr<TrialProgress> progress;
  Clock::time_point started;
  std::optional<record::Failure> killed_for;  ///< set when a limit was exceeded and the process was killed
};

/// The event loop of a run: one worker process per running trial, all children of the host.
class LocalRun {
 public:
  LocalRun(const Work& work, const LocalSettings& settings, std::unique_ptr<host::HostProcess> host)
      : plan_(work.plan),
        catalog_(work.catalog),
        context_(work.context),
        settings_(settings),
        host_(std::move(host)),
        stages_(work.plan, work.context.cache),
        halving_(work.plan, work.context.folder),
        gpus_(work.context.device == "cuda" ? visible_gpus() : std::vector<std::string>()) {
    result_.total = plan_.trials.size();
    for (const auto& trial : plan_.trials) queue_trial(trial);
    auto stages = stages_.missing_for({queue_.begin(), queue_.end()});
    for (const auto* stage : stages) seen_mtime_[stage->id] = mtime_before(*stage, trial_state(context_.cache, stage->id));
    take_share(stages);
    trials_to_run_ = queue_.size();
    queue_.insert(queue_.begin(), stages.begin(), stages.end());
    progress_ = std::make_unique<Progress>(settings.progress, stderr, result_.total, result_.done_before);
  }

  RunResult run() {
    if (!queue_.empty()) {
      const std::size_t stages = queue_.size() - trials_to_run_;
      progress_->say(fmt::format("{} of {} trials to run, {} at a time{}", trials_to_run_, result_.total, settings_.jobs,
                                 stages > 0 ? fmt::format("; first {} stages that they start from", stages) : ""));
    }
    while (!finished() || begin_next_rung()) {
      start_trials();
      wait_for_something();
      handle_events();
      handle_signals();
      enforce_limits();
      look_at_foreign_trials();
      show_progress();
    }
    progress_->clear();
    host_->close(5000);
    if (unwritable_) throw TrialError(*unwritable_);
    result_.stage_summary = stages_.summary(result_.stages_computed);
    return result_;
  }

 private:
  void queue_trial(const plan::Trial& trial) {
    const TrialState state = trial_state(context_.folder, trial.id);
    seen_mtime_[trial.id] = mtime_before(trial, state);
    if (state.status == "done" || (state.status == "stopped" && halving_.is_on())) {
      ++result_.done_before;
    } else if (state.status == "failed" && state.file_mtime_ns != seen_mtime_[trial.id]) {
      ++result_.failed;  // since the work was handed out
    } else {
      queue_.push_back(&trial);
    }
  }

  /// Time of the trial's file before this work, so that a failure of this work can be told from an earlier one.
  [[nodiscard]] std::int64_t mtime_before(const plan::Trial& trial, const TrialState& state) const {
    if (!settings_.share.failed_before) return state.file_mtime_ns;
    const auto found = settings_.share.failed_before->find(trial.id);
    return found == settings_.share.failed_before->end() ? 0 : found->second;
  }

  void take_share(std::vector<const plan::Trial*>& stages) {
    const auto begin = static_cast<std::ptrdiff_t>(settings_.share.begin_at * static_cast<double>(queue_.size()));
    std::rotate(queue_.begin(), queue_.begin() + begin, queue_.end());
    if (!settings_.share.stage_level) return;
    queue_.clear();
    const auto is_later = [&](const plan::Trial* stage) { return plan::stage_level(plan_, *stage) > *settings_.share.stage_level; };
    stages.erase(std::remove_if(stages.begin(), stages.end(), is_later), stages.end());
  }

  [[nodiscard]] bool finished() const { return running_.empty() && (stopping() || (queue_.empty() && foreign_.empty())); }
  [[nodiscard]] bool stopping() const { return result_.signal != 0 || unwritable_ || result_.left > 0; }

  [[nodiscard]] const record::RunFolder& folder_of(const plan::Trial& trial) const {
    return stages_.is_stage(trial) ? context_.cache : context_.folder;
  }

  [[nodiscard]] std::string label_of(const plan::Trial& trial) const {
    return (stages_.is_stage(trial) ? "stage " : "") + trial_label(trial.arm, trial.axes, trial.seed);
  }

  /// When all trials of a rung have paused or ended: stops the worse settings, and has the others go on. False when nothing is left to do.
  bool begin_next_rung() {
    if (stopping() || paused_.empty()) return false;
    halving_.end_rung();
    const auto sorted = [this](const plan::Trial* left, const plan::Trial* right) {
      return left - plan_.trials.data() < right - plan_.trials.data();
    };
    std::sort(paused_.begin(), paused_.end(), sorted);
    for (const plan::Trial* trial : std::exchange(paused_, {})) {
      const std::string why = halving_.why_stopped(*trial);
      if (why.empty()) {
        queue_.push_back(trial);
      } else {
        stop_early(*trial, why);
      }
    }
    return true;
  }

  void stop_early(const plan::Trial& trial, const std::string& why) {
    if (trial_state(context_.folder, trial.id).status != "stopped") {
      const auto claim = TrialClaim::try_take(context_.folder, trial.id);
      if (claim) write_stopped_trial(make_job(plan_, trial, catalog_, context_, context_.folder), {"trial.stopped-early", why, {}, 0});
    }
    // Only now, because a trial whose claim is taken counts as running.
    count_end(trial, trial_state(context_.folder, trial.id), 0.0);
  }

  void start_trials() {
    while (!stopping() && running_.size() < static_cast<std::size_t>(settings_.jobs)) {
      const plan::Trial* trial = take_startable();
      if (trial == nullptr) return;
      if (settled_by_another_run(*trial)) continue;
      if (!stages_.is_stage(*trial) && halving_.has_reached(*trial)) {
        paused_.push_back(trial);
        continue;
      }
      if (foreign_.is_foreign(*trial)) {
        foreign_.add(*trial);
        continue;
      }
      if (!fits_into_memory(*trial)) {
        queue_.push_front(trial);
        return;
      }
      start(*trial);
    }
  }

  /// The first trial of the queue whose stages are there. Trials that cannot run because a stage failed are settled on the way.
  const plan::Trial* take_startable() {
    for (auto place = queue_.begin(); place != queue_.end();) {
      const plan::Trial* trial = *place;
      const auto readiness = stages_.readiness(*trial);
      if (readiness == StageBook::Readiness::waiting) {
        ++place;
        continue;
      }
      place = queue_.erase(place);
      if (readiness == StageBook::Readiness::ready) return trial;
      fail_for_stage(*trial);
    }
    return nullptr;
  }

  void fail_for_stage(const plan::Trial& trial) {
    record::Failure failure;
    failure.code = "trial.stage-failed";
    failure.text = stages_.why_impossible(trial);
    const record::RunFolder& folder = folder_of(trial);
    if (const auto claim = TrialClaim::try_take(folder, trial.id)) {
      write_failed_trial(make_job(plan_, trial, catalog_, context_, folder), failure);
    }
    count_end(trial, trial_state(folder, trial.id), 0.0);
  }

  /// Another run on this folder may have finished the trial since ours began.
  bool settled_by_another_run(const plan::Trial& trial) {
    const TrialState state = trial_state(folder_of(trial), trial.id);
    const bool ended = state.status == "done" || (state.status == "stopped" && halving_.is_on()) ||
                       (state.status == "failed" && state.file_mtime_ns != seen_mtime_[trial.id]);
    if (ended) count_end(trial, state, 0.0);
    return ended;
  }

  bool fits_into_memory(const plan::Trial& trial) {
    std::vector<Occupant> occupants;
    for (const auto& entry : running_) occupants.push_back({entry.second.trial, resident_bytes(entry.first)});
    if (admission_.fits(trial, occupants)) return true;
    if (!std::exchange(waits_for_memory_, true)) progress_->say(label_of(trial) + " waits until enough memory is free");
    return false;
  }

  void start(const plan::Trial& trial) {
    waits_for_memory_ = false;
    record::TrialJob job = make_job(plan_, trial, catalog_, context_, folder_of(trial));
    if (!stages_.is_stage(trial)) job.pause_after = halving_.pause_after();
    const std::string gpu = gpus_.least_used();
    const Value request = Value::Table{{"op", "run"}, {"job", job.to_value()}, {"silent_owner", foreign_.silent_owner(trial)}, {"gpu", gpu}};
    const auto reply = surviving([&]() -> std::optional<Value> { return host_->request(request); });
    if (!reply) {
      queue_.push_front(&trial);
      return;
    }
    const auto pid = static_cast<pid_t>(reply->at("pid").integer());
    gpus_.take(pid, gpu);
    auto progress = std::make_unique<TrialProgress>(label_of(trial), job.folder.journal(trial.id));
    running_.emplace(pid, Running{&trial, std::move(job), LimitWatch(trial.run, pid), std::move(progress), Clock::now(), std::nullopt});
  }

  void wait_for_something() {
    std::array<pollfd, 2> waits{pollfd{host_->event_descriptor(), POLLIN, 0}, pollfd{signals_.descriptor(), POLLIN, 0}};
    if (poll(waits.data(), waits.size(), poll_ms) < 0 && errno != EINTR) {
      throw InternalError("run.poll-failed", "cannot wait for the workers");
    }
    signals_.drain();
  }

  void handle_events() {
    while (const auto event = surviving([&] { return host_->next_event(0); })) {
      if (event->at("event").string() == "exit") handle_exit(WorkerEnd::from(*event));
    }
  }

  /// What `ask` answers; nothing when the host died over it, which then is started again.
  template <class Ask>
  std::optional<Value> surviving(Ask ask) {
    try {
      return ask();
    } catch (const InternalError& error) {
      if (error.code() != "host.died") throw;
      restart_host();
      return std::nullopt;
    }
  }

  /// The host took its workers with it; what they had not saved runs again, from their checkpoints.
  void restart_host() {
    if (++host_deaths_ > 3) throw InternalError("host.died", "the host process keeps ending unexpectedly; what it had to say is above");
    progress_->say("warning: the host process ended unexpectedly and is started again");
    for (const auto& entry : running_) {
      queue_.push_front(entry.second.trial);
      gpus_.release(entry.first);
    }
    running_.clear();
    host_ = std::make_unique<host::HostProcess>(settings_.host);
    host_->describe();
  }

  void handle_exit(const WorkerEnd& end) {
    const auto found = running_.find(end.pid);
    if (found == running_.end()) return;
    Running ended = std::move(found->second);
    running_.erase(found);
    gpus_.release(end.pid);
    admission_.observe(*ended.trial, end.max_rss_bytes);
    if (!ended.killed_for) {
      if (end.exited_with(trial_exit::busy)) return foreign_.add(*ended.trial);
      if (end.exited_with(trial_exit::paused)) return paused_.push_back(ended.trial);
      if (end.exited_with(trial_exit::interrupted)) return go_on_or_leave(*ended.trial);
      if (end.exited_with(trial_exit::unsaved)) return stop_for_full_disk(ended);
    }
    if (stopping() && killed_all_) return;
    if (end.signal == SIGKILL && !ended.killed_for && kills_[ended.trial->id]++ < settings_.retries_after_kill) {
      progress_->say(label_of(*ended.trial) + ": its process was killed; it goes on from its last checkpoint");
      queue_.push_front(ended.trial);
      return;
    }
    if (ended.killed_for || end.signal != 0 || !is_settled(*ended.trial, end.status)) record_crash(ended, end);
    const double wall_s = std::chrono::duration<double>(Clock::now() - ended.started).count();
    count_end(*ended.trial, trial_state(ended.job.folder, ended.trial->id), wall_s);
  }

  /// Others may ask a worker to end, as `pkill` does. What it saved goes on; whoever asks again and again has the run leave.
  void go_on_or_leave(const plan::Trial& trial) {
    if (stopping()) return;
    if (interruptions_[trial.id]++ < most_interruptions) {
      progress_->say(label_of(trial) + ": its process was asked to end; it goes on from its checkpoint");
      queue_.push_front(&trial);
      return;
    }
    progress_->say(label_of(trial) + ": its process is asked to end again and again, so the run stops");
    ++result_.left;
    begin_to_stop();
  }

  /// Every other trial would end the same way.
  void stop_for_full_disk(const Running& ended) {
    if (stopping()) return;
    const auto folder = ended.job.folder.trials();
    std::error_code error;
    const auto space = std::filesystem::space(folder, error);
    const std::string room = error ? std::string() : fmt::format(", where {} are free", size_text(static_cast<std::int64_t>(space.available)));
    unwritable_ =
        Diagnostic{"run.cannot-write",
                   fmt::format("the files of '{}' cannot be written to '{}'{}", label_of(*ended.trial), folder.string(), room),
                   {},
                   "free some space there, or raise the quota or limit, then give the same command again: what is done stays, what was saved goes on",
                   {"the log of the trial says more: " + ended.job.folder.log(ended.job.id()).string()}};
    begin_to_stop();
  }

  /// Whether the worker left the result that its exit status speaks of: a plugin may end the process with any status.
  bool is_settled(const plan::Trial& trial, std::int64_t status) {
    const TrialState state = trial_state(folder_of(trial), trial.id);
    if (status == trial_exit::done) return state.status == "done";
    return status == trial_exit::failed && state.status == "failed" && state.file_mtime_ns != seen_mtime_[trial.id];
  }

  static void record_crash(const Running& ended, const WorkerEnd& end) {
    const auto claim = TrialClaim::try_take(ended.job.folder, ended.job.id());
    if (claim) write_failed_trial(ended.job, ended.killed_for ? *ended.killed_for : crash_of(end, ended.job.folder.log(ended.job.id())));
  }

  void count_end(const plan::Trial& trial, const TrialState& state, double wall_s) {
    if (stages_.is_stage(trial)) return count_stage(trial, state, wall_s);
    if (state.status == "stopped") {
      ++result_.stopped;
      progress_->finished(label_of(trial), "stopped", wall_s, state.error_text);
      return;
    }
    const bool failed = state.status != "done";
    ++(failed ? result_.failed : result_.done_now);
    progress_->finished(label_of(trial), failed ? "failed" : "done", wall_s,
                        failed ? fmt::format("{} [{}]", first_line(state.error_text), state.error_code) : "");
  }

  /// A wall time of 0 means that another run has computed it.
  void count_stage(const plan::Trial& stage, const TrialState& state, double wall_s) {
    stages_.update(stage);
    if (state.status == "done" && wall_s > 0.0) ++result_.stages_computed;
    const std::string outcome = state.status == "done" ? "done" : fmt::format("failed: {} [{}]", first_line(state.error_text), state.error_code);
    progress_->say(fmt::format("{} {}{}", label_of(stage), outcome, wall_s > 0.0 ? " after " + duration_text(wall_s) : " by another run"));
  }

  static std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

  void handle_signals() {
    if (signals_.count() > 0 && !stopping()) {
      result_.signal = signals_.last();
      progress_->say(fmt::format("stopping: {} running trials save a checkpoint; once more ends them at once", running_.size()));
      begin_to_stop();
    }
    const auto patience = result_.signal != 0 ? 1 : 0;
    if (stopping() && !killed_all_ && (signals_.count() > patience || Clock::now() > stop_deadline_)) {
      killed_all_ = true;
      for (const auto& entry : running_) ::kill(entry.first, SIGKILL);
    }
  }

  void begin_to_stop() {
    stop_deadline_ = Clock::now() + stop_grace;
    for (const auto& entry : running_) ::kill(entry.first, SIGTERM);
  }

  void enforce_limits() {
    for (auto& [pid, trial] : running_) {
      if (trial.killed_for) continue;
      trial.killed_for = trial.limits.exceeded();
      if (trial.killed_for) ::kill(pid, SIGKILL);
    }
  }

  void look_at_foreign_trials() {
    // Whether this run wants to see the end of what others work on.
    const auto waited_for = [this](const plan::Trial& trial) {
      return settings_.share.wait_for_others || (stages_.is_stage(trial) && !queue_.empty());
    };
    for (const plan::Trial* trial : foreign_.look(waited_for)) queue_.push_front(trial);
  }

  void show_progress() {
    const auto now = Clock::now();
    if (now - progress_shown_at_ < progress_interval) return;
    progress_shown_at_ = now;
    std::vector<TrialProgress*> shown;
    for (const auto& entry : running_) shown.push_back(entry.second.progress.get());
    progress_->update(shown);
  }

  const plan::Plan& plan_;
  const Catalog& catalog_;
  const RunContext& context_;
  const LocalSettings& settings_;
  std::unique_ptr<host::HostProcess> host_;
  StageBook stages_;
  Halving halving_;
  GpuShares gpus_;
  Admission admission_;
  bool waits_for_memory_ = false;  ///< and has said so
  SignalWatch signals_;
  RunResult result_;
  std::unique_ptr<Progress> progress_;
  std::deque<const plan::Trial*> queue_;  ///< stages first
  std::size_t trials_to_run_ = 0;
  std::map<pid_t, Running> running_;
  std::vector<const plan::Trial*> paused_;  ///< at the end of a rung
  ForeignTrials foreign_{[this](const plan::Trial& trial) -> const record::RunFolder& { return folder_of(trial); }};
  std::map<std::string, int> kills_;          ///< of each trial's processes, by others
  std::map<std::string, int> interruptions_;  ///< likewise, with a signal that let them save
  std::map<std::string, std::int64_t> seen_mtime_;
  Clock::time_point progress_shown_at_{};
  Clock::time_point stop_deadline_{};
  std::optional<Diagnostic> unwritable_;  ///< why the run stops: a worker could not write its files
  bool killed_all_ = false;
  int host_deaths_ = 0;
};

}  // namespace

LocalExecutor::LocalExecutor(LocalSettings settings, std::unique_ptr<host::HostProcess> host)
    : settings_(std::move(settings)), host_(std::move(host)) {}

RunResult LocalExecutor::execute(const Work& work) { return LocalRun(work, settings_, std::move(host_)).run(); }

}  // namespace assay::run
