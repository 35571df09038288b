#include <doctest/doctest.h>

#include <csignal>
#include <string>

#include <unistd.h>

#include "program.hpp"
#include "support/temporary_folder.hpp"
#include "trials.hpp"

namespace {

using e2e::Program;
using test_support::TemporaryFolder;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("two runs on one folder at the same time share the work and both end with all results") {
  const TemporaryFolder quiet;
  const TemporaryFolder folder;
  e2e::write_file(quiet / "four.toml", e2e::four_trials);
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  REQUIRE(e2e::run_assay({"run", "four.toml"}, quiet.path()).status == 0);
  Program first(e2e::assay({"run", "four.toml", "-j", "2"}), folder.path());
  Program second(e2e::assay({"run", "four.toml", "-j", "2"}), folder.path());
  const auto one = first.wait();
  const auto two = second.wait();
  INFO(one.err << two.err);
  CHECK(one.status == 0);
  CHECK(two.status == 0);
  CHECK(contains(one.out, "2 of 2"));
  CHECK(contains(two.out, "2 of 2"));
  const auto run = e2e::run_folder(folder.path(), "four");
  CHECK(e2e::run_differences(e2e::run_folder(quiet.path(), "four"), run) == std::vector<std::string>{});
  CHECK(e2e::leftovers(run) == std::vector<std::string>{});
  for (const auto& trial : e2e::trials_of(run)) CHECK(assay::record::read_trial_file(run.trial(trial.id)).resumes == 0);
  CHECK(e2e::run_assay({"verify", "four"}, folder.path()).status == 0);
}

TEST_CASE("a run waits for a trial that another run is working on") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  const std::vector<std::string> one_trial{"run", "four.toml", "--set", "sweep.seeds.count=1", "--set", "train.epochs=400"};
  const auto run = e2e::run_folder(folder.path(), "four");
  Program first(e2e::assay(one_trial), folder.path());
  REQUIRE(e2e::wait_until(first, [&] { return e2e::has_trial_file(run, ".checkpoint.h5"); }));
  Program second(e2e::assay(one_trial), folder.path());
  CHECK(second.wait().status == 0);
  CHECK(first.wait().status == 0);
  for (const auto& trial : e2e::trials_of(run)) CHECK(assay::record::read_trial_file(run.trial(trial.id)).resumes == 0);
}

TEST_CASE("a run folder of another spec is refused and stays as it is") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  REQUIRE(e2e::run_assay({"run", "four.toml", "--set", "train.epochs=1"}, folder.path()).status == 0);
  const auto run = e2e::run_folder(folder.path(), "four");
  const auto plan_written = std::filesystem::last_write_time(run.plan());
  std::string spec = e2e::four_trials;
  spec.replace(spec.find("count = 400"), 11, "count = 300");
  e2e::write_file(folder / "other.toml", spec);
  const auto refused = e2e::run_assay({"run", "other.toml"}, folder.path());
  CHECK(refused.status == 2);
  CHECK(contains(refused.err, "[run.other-spec]"));
  CHECK(contains(refused.err, "four.toml"));
  CHECK(contains(refused.err, "help: "));
  CHECK(std::filesystem::last_write_time(run.plan()) == plan_written);
  CHECK(e2e::run_assay({"run", "other.toml", "--run-dir", "runs/other", "--set", "train.epochs=1"}, folder.path()).status == 0);
}

TEST_CASE("a damaged plan file gives one clear error") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  const auto run = e2e::run_folder(folder.path(), "four");
  std::filesystem::create_directories(run.root);
  e2e::write_file(run.plan(), "{ no json");
  const auto outcome = e2e::run_assay({"run", "four.toml"}, folder.path());
  CHECK(outcome.status == 4);
  CHECK(contains(outcome.err, "[run.damaged-plan]"));
}

TEST_CASE("a run folder that cannot be made is one error before anything is trained") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  e2e::write_file(folder / "runs", "a file where the folder should be");
  const auto outcome = e2e::run_assay({"run", "four.toml"}, folder.path());
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.err, "[run.not-writable]"));
  CHECK(contains(outcome.err, "--runs DIR"));
}

TEST_CASE("a read-only run folder is one error before anything is trained") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  if (!e2e::can_mount(folder.path())) return;
  const auto run = e2e::in_own_mounts("mkdir runs && mount -t tmpfs -o ro none runs && exec " + e2e::assay_program() + " run four.toml");
  const auto outcome = Program(run, folder.path()).wait();
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.err, "[run.not-writable]"));
  CHECK(contains(outcome.err, "Read-only file system"));
  CHECK_FALSE(contains(outcome.err, "trials to run"));
}

TEST_CASE("a run folder that becomes read-only afterwards is one error as well") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  if (!e2e::can_mount(folder.path())) return;
  const std::string assay = e2e::assay_program();
  const auto run =
      e2e::in_own_mounts("mkdir runs && mount -t tmpfs none runs && " + assay +
                         " run four.toml --set sweep.seeds.count=1 >first.txt 2>&1 && mount -o remount,ro runs && exec " + assay + " run four.toml");
  const auto outcome = Program(run, folder.path()).wait();
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.err, "[run.not-writable]"));
}
