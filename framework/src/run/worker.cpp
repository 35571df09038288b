#include "run/worker.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "assay/core/error.hpp"
#include "assay/options/field.hpp"
#include "base/diagnostic.hpp"
#include "base/settings.hpp"
#include "record/atomic_file.hpp"
#include "record/trial_job.hpp"
#include "run/failed_trial.hpp"
#include "run/shared_folder.hpp"
#include "run/store.hpp"
#include "run/trial_claim.hpp"
#include "run/trial_exit.hpp"
#include "train/trial.hpp"

namespace assay::worker {
namespace {

using Clock = std::chrono::steady_clock;
namespace trial_exit = run::trial_exit;

constexpr auto stop_grace = std::chrono::seconds(20);

volatile std::sig_atomic_t stop_requested = 0;

void on_stop(int /*number*/) { stop_requested = 1; }

/// The processes that this host has forked and that have not ended yet.
std::set<pid_t>& workers() {
  static std::set<pid_t> running;
  return running;
}

void listen_for_stop() {
  struct sigaction action {};
  action.sa_handler = on_stop;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGUSR1, &action, nullptr);
  std::signal(SIGINT, SIG_IGN);  // the front end decides what Ctrl-C means
}

/// While it lives the signals that stop a worker wait, so that none is lost before the worker listens.
class StopHeld {
 public:
  StopHeld() {
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGUSR1);
    sigprocmask(SIG_BLOCK, &stop, &before_);
  }
  StopHeld(const StopHeld&) = delete;
  StopHeld& operator=(const StopHeld&) = delete;
  ~StopHeld() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

/// Nothing may get out of a worker: what called fork() is the host's.
int status_of(const std::function<int()>& body) {
  try {
    return body();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "the trial's process cannot go on: %s\n", error.what());
  } catch (...) {
    std::fputs("the trial's process cannot go on\n", stderr);
  }
  return trial_exit::failed;
}

/// Forks a process that does `body` and ends with its result; the host goes on.
pid_t fork_worker(host::Server& server, const std::function<int()>& body) {
  const pid_t host = getpid();
  std::fflush(nullptr);
  std::optional<StopHeld> held(std::in_place);
  const pid_t child = fork();
  if (child < 0) throw TrialError("run.fork-failed", "cannot start a process for the trial");
  if (child > 0) return child;
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // a worker never outlives its host
  int status = trial_exit::unsaved;
  if (getppid() == host) {
    server.leave_in_child();
    listen_for_stop();
    held.reset();
    status = status_of(body);
  }
  std::fflush(nullptr);
  std::_Exit(status);
}

void log_to(const std::filesystem::path& file) {
  const int log = open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (log < 0) return;
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  close(log);
}

/// A full disk is not the trial's failure: it goes on from its checkpoint when there is room again.
bool is_about_writing(const Error& error) { return error.code() == "record.write-failed" || error.code() == "run.not-writable"; }

int record_failure(const record::TrialJob& job, const Error& error) {
  std::fputs(render(error, line_of_file).c_str(), stderr);
  if (is_about_writing(error)) return trial_exit::unsaved;
  try {
    run::write_failed_trial(job, run::failure_from(error));
    return trial_exit::failed;
  } catch (const Error& second) {
    std::fputs(render(second, line_of_file).c_str(), stderr);
    return trial_exit::unsaved;
  }
}

/// The process that we have taken over from may wake up once more: what it then appends must not get into our journal.
void detach_journal(const std::filesystem::path& journal) {
  std::ifstream in(journal, std::ios::binary);
  if (!in) return;
  std::ostringstream text;
  text << in.rdbuf();
  record::write_text_atomically(journal, text.str());
}

int run_claimed_trial(const record::TrialJob& job, const host::Registry& registry, const run::TrialClaim& claim) {
  const auto stop = [&claim] {
    claim.check();
    return stop_requested != 0;
  };
  try {
    if (claim.took_over()) detach_journal(job.folder.journal(job.id()));
    const auto outcome = train::run_trial(job, registry, stop);
    if (outcome == train::Outcome::paused) return trial_exit::paused;
    return outcome == train::Outcome::done ? trial_exit::done : trial_exit::interrupted;
  } catch (const Error& error) {
    return record_failure(job, error);
  } catch (const std::exception& error) {
    return record_failure(job, TrialError("trial.exception", std::string("an exception ended the trial: ") + error.what()));
  } catch (...) {
    return record_failure(job, TrialError("trial.exception", "something that is no exception type was thrown and ended the trial"));
  }
}

int run_trial_process(const record::TrialJob& job, const host::Registry& registry, const std::string& silent_owner) {
  auto claim = run::TrialClaim::try_take(job.folder, job.id(), silent_owner, parse_options<RunOptions>(job.run_options).lease_s);
  if (!claim) return trial_exit::busy;
  if (run::trial_state(job.folder, job.id()).status == "done") return trial_exit::done;  // another run has just finished it
  claim->keep_alive([] {
    std::fputs("another process has taken over this trial, because this one gave no sign of life\n", stderr);
    std::fflush(nullptr);
    std::_Exit(trial_exit::busy);
  });
  return run_claimed_trial(job, registry, *claim);
}

Value start_trial(host::Server& server, const host::Registry& registry, const Value& request) {
  const record::TrialJob job = record::TrialJob::from_value(request.at("job"));
  const Value* silent = request.find("silent_owner");
  const std::string silent_owner = silent == nullptr ? std::string() : silent->string();
  const Value* gpu = request.find("gpu");
  const pid_t child = fork_worker(server, [&] {
    if (gpu != nullptr && !gpu->string().empty()) setenv("CUDA_VISIBLE_DEVICES", gpu->string().c_str(), 1);
    const run::SharedFolderMask mask(job.folder.root);
    log_to(job.folder.log(job.id()));
    try {
      return run_trial_process(job, registry, silent_owner);
    } catch (const Error& error) {
      return record_failure(job, error);
    }
  });
  workers().insert(child);
  return Value::Table{{"pid", std::int64_t{child}}};
}

Value describe_end(pid_t child, int wait_status, const rusage& usage) {
  if (workers().erase(child) == 0) return {};
  const bool by_signal = WIFSIGNALED(wait_status);
  return Value::Table{{"event", "exit"},
                      {"pid", std::int64_t{child}},
                      {"status", by_signal ? 0 : WEXITSTATUS(wait_status)},
                      {"signal", by_signal ? WTERMSIG(wait_status) : 0},
                      {"max_rss_kb", std::int64_t{usage.ru_maxrss}}};
}

}  // namespace

void add_run_operation(host::Server& server, const host::Registry& registry) {
  server.on("run", [&](const Value& request) { return start_trial(server, registry, request); });
  server.on_child_end(describe_end);
}

void shut_down(host::Server& server) {
  for (const pid_t child : workers()) kill(child, SIGTERM);
  const auto deadline = Clock::now() + stop_grace;
  bool killed = false;
  server.wait_for_children([&] {
    if (!killed && Clock::now() > deadline) {
      killed = true;
      for (const pid_t child : workers()) kill(child, SIGKILL);
    }
    return !workers().empty();
  });
}

}  // namespace assay::worker
