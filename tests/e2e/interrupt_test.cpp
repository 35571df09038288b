#include <doctest/doctest.h>

#include <csignal>

#include "program.hpp"
#include "support/temporary_folder.hpp"
#include "trials.hpp"

namespace {

using e2e::Program;
using test_support::TemporaryFolder;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Starts a run of `epochs` epochs and sends `signal` once a checkpoint is there; the outcome.
e2e::Outcome interrupt(const TemporaryFolder& folder, int signal, const std::string& epochs) {
  const auto run = e2e::run_folder(folder.path(), "four");
  Program program(e2e::assay({"run", "four.toml", "-j", "2", "--set", "train.epochs=" + epochs}), folder.path());
  REQUIRE(e2e::wait_until(program, [&] { return e2e::has_trial_file(run, ".checkpoint.h5"); }));
  program.send(signal);
  return program.wait();
}

}  // namespace

TEST_CASE("the first Ctrl-C saves what runs and says how to go on, and the same command ends with the same bits") {
  const TemporaryFolder quiet;
  const TemporaryFolder folder;
  e2e::write_file(quiet / "four.toml", e2e::four_trials);
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  REQUIRE(e2e::run_assay({"run", "four.toml", "--set", "train.epochs=150"}, quiet.path()).status == 0);

  const auto stopped = interrupt(folder, SIGINT, "150");
  INFO(stopped.err);
  CHECK(stopped.status == 130);
  CHECK(contains(stopped.err, "stopping"));
  CHECK(contains(stopped.out + stopped.err, "the same command goes on where it stopped"));
  const auto run = e2e::run_folder(folder.path(), "four");
  CHECK(std::filesystem::exists(run.index()));
  CHECK(e2e::count(e2e::trials_of(run), "pending") >= 1);
  CHECK(e2e::count(e2e::trials_of(run), "failed") == 0);

  const auto resumed = e2e::run_assay({"run", "four.toml", "--set", "train.epochs=150"}, folder.path());
  INFO(resumed.err);
  CHECK(resumed.status == 0);
  CHECK(e2e::run_differences(e2e::run_folder(quiet.path(), "four"), run) == std::vector<std::string>{});
  CHECK(e2e::leftovers(run) == std::vector<std::string>{});
}

TEST_CASE("SIGTERM does the same and ends with status 143") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  const auto stopped = interrupt(folder, SIGTERM, "100000");
  CHECK(stopped.status == 143);
  CHECK(e2e::count(e2e::trials_of(e2e::run_folder(folder.path(), "four")), "failed") == 0);
}

TEST_CASE("SIGTERM to every process at once, as Slurm sends it, saves what runs") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  const auto run = e2e::run_folder(folder.path(), "four");
  Program program(e2e::assay({"run", "four.toml", "-j", "2", "--set", "train.epochs=100000", "--set", "run.checkpoint_s=1e6"}), folder.path());
  REQUIRE(e2e::wait_until(program, [&] { return e2e::has_trial_file(run, ".journal"); }));
  const auto others = program.descendants();
  program.send(SIGTERM);
  for (const pid_t pid : others) ::kill(pid, SIGTERM);
  const auto stopped = program.wait();
  INFO(stopped.err);
  CHECK(stopped.status == 143);
  CHECK_FALSE(contains(stopped.err, "started again"));
  CHECK(e2e::has_trial_file(run, ".checkpoint.h5"));
  CHECK(e2e::count(e2e::trials_of(run), "failed") == 0);
}

TEST_CASE("the second Ctrl-C ends a trial that does not listen at once") {
  const TemporaryFolder folder;
  const std::string plugins = std::string(std::getenv("ASSAY_BUILD_DIR")) + "/tests/fixtures/bad_plugins";
  e2e::write_file(folder / "hang.toml", R"(schema = 1
study = "hang"

[dataset]
use = "blobs"
count = 50

[baseline]
use = "bad_hang"
)");
  Program program(e2e::assay({"run", "hang.toml"}), folder.path(), {{"ASSAY_PLUGIN_PATH", plugins}});
  const auto run = e2e::run_folder(folder.path(), "hang");
  REQUIRE(e2e::wait_until(program, [&] { return e2e::has_trial_file(run, ".journal"); }));
  program.send(SIGINT);
  const auto said_stopping = [&] { return contains(program.error_text(), "stopping"); };
  REQUIRE(e2e::wait_until(program, said_stopping));
  program.send(SIGINT);
  const auto outcome = program.wait(std::chrono::seconds(15));  // the grace that one Ctrl-C gives is longer
  CHECK(outcome.status == 130);
  CHECK(e2e::count(e2e::trials_of(run), "pending") == 1);
}
