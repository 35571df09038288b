#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <memory>
#include <random>
#include <thread>

#include "program.hpp"
#include "support/temporary_folder.hpp"
#include "trials.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using e2e::Program;
using test_support::TemporaryFolder;

constexpr int kills = 20;

std::vector<std::string> run_command(bool within_epochs) {
  auto command = e2e::assay({"run", "four.toml", "-j", "2"});
  if (within_epochs) command.insert(command.end(), {"--set", "run.checkpoint_s=0.01"});  // also between two steps
  return command;
}

/// A run folder that is killed again and again until its trials are done.
class Victim {
 public:
  Victim() { e2e::write_file(folder_ / "four.toml", e2e::four_trials); }

  /// Starts the run and kills all of it after `delay`, counted from the first journal or, every third time, from the start.
  /// False when the run was over by then.
  bool run_and_kill(int round, std::chrono::duration<double> delay) {
    Program program(run_command(round % 2 == 1), folder_.path());
    if (round % 3 != 0) e2e::wait_until(program, [this] { return e2e::has_trial_file(run(), ".journal"); });
    const auto moment = Clock::now() + delay;
    while (Clock::now() < moment && !program.ended()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (program.ended()) {
      CHECK(program.wait().status == 0);
      return false;
    }
    program.kill_everything();
    check_whole_files();
    return true;
  }

  /// Runs to the end and compares with the undisturbed run.
  void finish_and_compare(const assay::record::RunFolder& undisturbed) {
    const auto outcome = Program(run_command(false), folder_.path()).wait();
    INFO(outcome.err);
    REQUIRE(outcome.status == 0);
    CHECK(e2e::run_differences(undisturbed, run()) == std::vector<std::string>{});
    CHECK(e2e::leftovers(run()) == std::vector<std::string>{});
    const auto verified = e2e::run_assay({"verify", "four"}, folder_.path());
    CHECK_MESSAGE(verified.status == 0, verified.out);
  }

 private:
  [[nodiscard]] assay::record::RunFolder run() const { return e2e::run_folder(folder_.path(), "four"); }

  /// Whatever moment it was: every result file there is can be read.
  void check_whole_files() {
    if (!std::filesystem::exists(run().plan())) return;
    for (const auto& trial : e2e::trials_of(run())) CHECK_MESSAGE(trial.status != "failed", trial.error_code << ": " << trial.error_text);
  }

  TemporaryFolder folder_;
};

/// Runs four trials one by one and sends the first one's worker a signal once it has saved.
e2e::Outcome run_with_signal_to_first_worker(const TemporaryFolder& folder, int signal) {
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  const auto run = e2e::run_folder(folder.path(), "four");
  Program program(e2e::assay({"run", "four.toml", "-j", "1", "--set", "train.epochs=300"}), folder.path());
  REQUIRE(e2e::wait_until(program, [&] { return e2e::has_trial_file(run, ".checkpoint.h5"); }));
  const auto others = program.descendants();
  REQUIRE(others.size() == 2);
  ::kill(others.back(), signal);
  return program.wait();
}

}  // namespace

TEST_CASE("a run that is killed at twenty random moments ends with the bits of an undisturbed one") {
  const TemporaryFolder quiet;
  e2e::write_file(quiet / "four.toml", e2e::four_trials);
  const auto began = Clock::now();
  REQUIRE(Program(run_command(false), quiet.path()).wait().status == 0);
  const std::chrono::duration<double> whole = Clock::now() - began;
  const auto undisturbed = e2e::run_folder(quiet.path(), "four");

  std::mt19937 random(std::random_device{}());  // another twenty moments each time: the result must not depend on them
  std::uniform_real_distribution<double> moment(0.0, 0.7 * whole.count());
  auto victim = std::make_unique<Victim>();
  int killed_here = 0;
  for (int done = 0; done < kills;) {
    const bool killed = victim->run_and_kill(done, std::chrono::duration<double>(moment(random)));
    done += killed ? 1 : 0;
    killed_here += killed ? 1 : 0;
    if (!killed || killed_here == 5 || done == kills) {
      victim->finish_and_compare(undisturbed);
      victim = std::make_unique<Victim>();
      killed_here = 0;
    }
  }
}

TEST_CASE("when only the front end is killed its workers save and leave and the next run goes on") {
  const TemporaryFolder folder;
  std::string spec = e2e::four_trials;
  e2e::write_file(folder / "four.toml", spec);
  const auto run = e2e::run_folder(folder.path(), "four");
  Program program(e2e::assay({"run", "four.toml", "--set", "train.epochs=100000"}), folder.path());
  REQUIRE(e2e::wait_until(program, [&] { return e2e::has_trial_file(run, ".checkpoint.h5"); }));
  const auto others = program.descendants();
  CHECK(others.size() >= 2);  // the host and a worker
  program.send(SIGKILL);
  CHECK(program.wait().signal == SIGKILL);
  const auto deadline = Clock::now() + std::chrono::seconds(30);
  const auto alive = [&] { return std::any_of(others.begin(), others.end(), [](pid_t pid) { return ::kill(pid, 0) == 0; }); };
  while (alive() && Clock::now() < deadline) {
    e2e::Program::reap_orphans();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  CHECK_FALSE(alive());
  CHECK(e2e::has_trial_file(run, ".checkpoint.h5"));
}

TEST_CASE("a worker that is killed fails its trial alone and the next run makes it good") {
  const TemporaryFolder folder;
  const auto run = e2e::run_folder(folder.path(), "four");
  const auto outcome = run_with_signal_to_first_worker(folder, SIGKILL);
  CHECK(outcome.status == 1);
  const auto trials = e2e::trials_of(run);
  CHECK(e2e::count(trials, "done") == 3);
  REQUIRE(trials.front().status == "failed");
  CHECK(trials.front().error_code == "trial.crashed");
  CHECK(trials.front().error_text.find("signal 9 (Killed)") != std::string::npos);

  const auto next = e2e::run_assay({"run", "four.toml", "--set", "train.epochs=300"}, folder.path());
  CHECK(next.status == 0);
  CHECK(next.err.find("1 of 4 trials to run") != std::string::npos);
  CHECK(e2e::count(e2e::trials_of(run), "done") == 4);
}

TEST_CASE("a worker that somebody asks to end goes on where it was") {
  const TemporaryFolder folder;
  const auto run = e2e::run_folder(folder.path(), "four");
  const auto outcome = run_with_signal_to_first_worker(folder, SIGTERM);
  INFO(outcome.err);
  CHECK(outcome.status == 0);
  CHECK(outcome.err.find("was asked to end; it goes on from its checkpoint") != std::string::npos);
  CHECK(e2e::count(e2e::trials_of(run), "done") == 4);
}

TEST_CASE("a host that dies is started again and every trial ends well") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  const auto run = e2e::run_folder(folder.path(), "four");
  Program program(e2e::assay({"run", "four.toml"}), folder.path());
  REQUIRE(e2e::wait_until(program, [&] { return e2e::has_trial_file(run, ".checkpoint.h5"); }));
  const auto others = program.descendants();
  REQUIRE_FALSE(others.empty());
  ::kill(others.front(), SIGKILL);
  const auto outcome = program.wait();
  INFO(outcome.err);
  CHECK(outcome.status == 0);
  CHECK(outcome.err.find("started again") != std::string::npos);
  CHECK(e2e::count(e2e::trials_of(run), "done") == 4);
}
