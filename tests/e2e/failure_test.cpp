#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <string>

#include "program.hpp"
#include "support/temporary_folder.hpp"
#include "trials.hpp"

namespace {

using test_support::TemporaryFolder;

e2e::Environment bad_plugins() { return {{"ASSAY_PLUGIN_PATH", std::string(std::getenv("ASSAY_BUILD_DIR")) + "/tests/fixtures/bad_plugins"}}; }

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string head(const std::string& study, const std::string& run_options = {}) {
  return "schema = 1\nstudy = \"" + study + "\"\n[dataset]\nuse = \"blobs\"\ncount = 60\nclusters = 3\n[evaluate]\nmetrics = [\"acc\"]\n" +
         run_options;
}

std::string arm(const std::string& baseline) { return "[[arm]]\nname = \"" + baseline + "\"\nset = { \"baseline.use\" = \"" + baseline + "\" }\n"; }

/// Runs `spec` with the bad plugins at hand and returns the trials by arm.
std::map<std::string, assay::record::TrialSummary> run_bad(const TemporaryFolder& folder, const std::string& spec, e2e::Outcome& outcome) {
  e2e::write_file(folder / "bad.toml", spec);
  outcome = e2e::run_assay({"run", "bad.toml"}, folder.path(), bad_plugins());
  std::map<std::string, assay::record::TrialSummary> trials;
  for (const auto& trial : e2e::trials_of(e2e::run_folder(folder.path(), "bad"))) trials[trial.arm] = trial;
  return trials;
}

}  // namespace

TEST_CASE("plugins that crash or throw or end the program fail their own trial and no other") {
  const TemporaryFolder folder;
  std::string spec = head("bad");
  const std::map<std::string, std::pair<std::string, std::string>> expected{
      {"bad_abort", {"trial.crashed", "signal 6 (Aborted)"}},
      {"bad_segfault", {"trial.crashed", "signal 11 (Segmentation fault)"}},
      {"bad_exit", {"trial.crashed", "exit status 0 without a result"}},
      {"bad_throw", {"", "the sky fell"}},
      {"bad_throw_int", {"", "no exception type"}},
      {"bad_throw_error", {"fixture.gave-up", "the fixture gave up"}},
  };
  for (const auto& entry : expected) spec += arm(entry.first);
  spec += arm("bad_print") + "[[arm]]\nname = \"kmeans\"\nset = { \"baseline.use\" = \"kmeans\", \"baseline.clusters\" = 3 }\n";
  e2e::Outcome outcome;
  auto trials = run_bad(folder, spec, outcome);
  INFO(outcome.err);
  CHECK(outcome.status == 1);
  CHECK(trials.at("kmeans").status == "done");
  CHECK(trials.at("bad_print").status == "done");
  for (const auto& entry : expected) {
    const auto& name = entry.first;  // no structured binding: INFO is a lambda, and C++17 cannot capture one
    const auto& why = entry.second;
    INFO(name << ": " << trials.at(name).error_code << ": " << trials.at(name).error_text);
    CHECK(trials.at(name).status == "failed");
    if (!why.first.empty()) CHECK(trials.at(name).error_code == why.first);
    CHECK(contains(trials.at(name).error_text, why.second));
    CHECK(contains(outcome.out, name));  // failed trials stay visible in the table
  }
  CHECK(e2e::leftovers(e2e::run_folder(folder.path(), "bad")) == std::vector<std::string>{});
  CHECK(e2e::run_assay({"verify", "bad"}, folder.path()).status == 0);
}

TEST_CASE("a plugin that crashes in its constructor is named before or while it runs") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "bad.toml", head("bad") + "[baseline]\nuse = \"bad_constructor\"\n");
  const auto outcome = e2e::run_assay({"run", "bad.toml"}, folder.path(), bad_plugins());
  INFO(outcome.err);
  CHECK((outcome.status == 3 || outcome.status == 1));
  CHECK(contains(outcome.err, "signal 6 (Aborted)"));
}

TEST_CASE("a trial that hangs is ended by its time limit") {
  const TemporaryFolder folder;
  e2e::Outcome outcome;
  auto trials = run_bad(folder, head("bad", "[run]\ntimeout_s = 2.5\n") + arm("bad_hang"), outcome);
  CHECK(outcome.status == 1);
  CHECK(trials.at("bad_hang").error_code == "trial.timeout");
  CHECK(contains(trials.at("bad_hang").error_text, "2.5 s"));
}

TEST_CASE("a trial that fills the memory is ended by its memory limit") {
  const TemporaryFolder folder;
  e2e::Outcome outcome;
  auto trials = run_bad(folder, head("bad", "[run]\nmemory_mb = 700\n") + arm("bad_leak"), outcome);
  CHECK(outcome.status == 1);
  CHECK(trials.at("bad_leak").error_code == "trial.memory-limit");
  CHECK(contains(trials.at("bad_leak").error_text, "700 MiB"));
}

TEST_CASE("an objective that is no number stops the trial with the term and the place") {
  const TemporaryFolder folder;
  std::string spec = e2e::four_trials;
  const std::string term = "[[loss]]\nuse = \"bce\"\n";
  spec.replace(spec.find(term), term.size(), "[[loss]]\nuse = \"bad_nan\"\nafter = 5\n");
  e2e::write_file(folder / "four.toml", spec);
  const auto outcome = e2e::run_assay({"run", "four.toml", "--set", "sweep.seeds.count=1"}, folder.path(), bad_plugins());
  INFO(outcome.err);
  CHECK(outcome.status == 1);
  const auto trials = e2e::trials_of(e2e::run_folder(folder.path(), "four"));
  REQUIRE(trials.size() == 2);
  CHECK(trials.front().error_code == "train.non-finite");
  CHECK(contains(trials.front().error_text, "bad_nan"));
  CHECK(trials.back().status == "done");
}

TEST_CASE("a failed trial is tried again and can become good") {
  const TemporaryFolder folder;
  const std::string spec = head("bad", "[run]\ntimeout_s = 2.0\n") + "[baseline]\nuse = \"bad_hang\"\n";
  e2e::write_file(folder / "bad.toml", spec);
  CHECK(e2e::run_assay({"run", "bad.toml", "--set", "baseline.bad_round=4"}, folder.path(), bad_plugins()).status == 1);
  const auto again = e2e::run_assay({"run", "bad.toml", "--set", "baseline.bad_round=4"}, folder.path(), bad_plugins());
  CHECK(again.status == 1);
  CHECK(contains(again.err, "1 of 1 trials to run"));
  const auto other = e2e::run_assay({"run", "bad.toml", "--set", "baseline.bad_round=0"}, folder.path(), bad_plugins());
  INFO(other.err);
  CHECK(other.status == 0);
}
