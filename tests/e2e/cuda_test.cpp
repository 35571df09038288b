#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "program.hpp"
#include "smoke_specs.hpp"
#include "support/temporary_folder.hpp"
#include "trials.hpp"

// Trials on a CUDA device. Where there is none CTest reports the program as skipped.

namespace {

using e2e::Program;
using test_support::TemporaryFolder;

/// Four trials with `more` arguments; a folder of the test's own.
e2e::Outcome run_four(const TemporaryFolder& folder, std::vector<std::string> more) {
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  more.insert(more.begin(), {"run", "four.toml"});
  return e2e::run_assay(more, folder.path());
}

bool has_cuda() {
  static const bool found = [] {
    const TemporaryFolder folder;
    const auto outcome = run_four(folder, {"--device", "cuda", "--set", "train.epochs=1"});
    if (outcome.status == 0) return true;
    REQUIRE_MESSAGE(outcome.err.find("[device.unavailable]") != std::string::npos, outcome.err);
    std::puts("skipped: no CUDA device");
    return false;
  }();
  return found;
}

/// The last value of a series, from a trial of the proposed model.
double last_value(const std::filesystem::path& trial, const std::string& name) {
  for (const auto& group : e2e::record::read_trial_file(trial).series) {
    for (const auto& column : group.columns) {
      if (column.name == name) return column.values.back();
    }
  }
  return std::nan("");
}

}  // namespace

TEST_CASE("CUDA and CPU agree: the same bits where a method works on the CPU, about the same loss where it does not") {
  if (!has_cuda()) return;
  const TemporaryFolder on_cpu;
  const TemporaryFolder on_cuda;
  REQUIRE(run_four(on_cpu, {}).status == 0);
  const auto outcome = run_four(on_cuda, {"--device", "cuda"});
  REQUIRE_MESSAGE(outcome.status == 0, outcome.err);
  const auto cpu = e2e::run_folder(on_cpu.path(), "four");
  const auto cuda = e2e::run_folder(on_cuda.path(), "four");
  for (const auto& trial : e2e::trials_of(cpu)) {
    INFO(trial.arm << " seed " << trial.seed);
    if (trial.arm == "kmeans") {
      CHECK(e2e::differences(cpu.trial(trial.id), cuda.trial(trial.id)) == std::vector<std::string>{});
    } else {
      const double expected = last_value(cpu.trial(trial.id), "loss.bce");
      CHECK(last_value(cuda.trial(trial.id), "loss.bce") == doctest::Approx(expected).epsilon(0.01));
    }
  }
}

TEST_CASE("a run on CUDA that is killed again and again ends with the bits of an undisturbed one") {
  if (!has_cuda()) return;
  const std::vector<std::string> options = {"--device", "cuda", "--set", "run.checkpoint_s=0.01", "--set", "train.epochs=100"};
  const TemporaryFolder quiet;
  const TemporaryFolder folder;
  REQUIRE(run_four(quiet, options).status == 0);
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  const auto run = e2e::run_folder(folder.path(), "four");
  auto command = e2e::assay({"run", "four.toml"});
  command.insert(command.end(), options.begin(), options.end());
  for (int kill = 0; kill < 2; ++kill) {
    Program program(command, folder.path());
    if (!e2e::wait_until(program, [&] { return e2e::has_trial_file(run, ".checkpoint.h5"); })) break;  // all trials were done first
    program.kill_everything();
  }
  const auto outcome = Program(command, folder.path()).wait();
  REQUIRE_MESSAGE(outcome.status == 0, outcome.err);
  CHECK(e2e::run_differences(e2e::run_folder(quiet.path(), "four"), run) == std::vector<std::string>{});
}

TEST_CASE("every method trains on CUDA, twice with the same bits") {
  if (!has_cuda()) return;
  const TemporaryFolder first;
  const TemporaryFolder second;
  for (const auto& spec : e2e::smoke_specs("systems")) {
    INFO(spec.path.string());
    const auto smoke_run = [&](const TemporaryFolder& folder) { return e2e::run_folder(folder.path(), spec.study + "-smoke"); };
    for (const TemporaryFolder* folder : {&first, &second}) {
      const auto outcome = e2e::run_assay({"run", spec.path.string(), "--profile", "smoke", "--device", "cuda"}, folder->path());
      CHECK_MESSAGE(outcome.status == 0, outcome.out, outcome.err);
    }
    CHECK(e2e::run_differences(smoke_run(first), smoke_run(second)) == std::vector<std::string>{});
  }
}
