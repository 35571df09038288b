#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "program.hpp"
#include "record/trial_file.hpp"
#include "support/temporary_folder.hpp"
#include "trials.hpp"

namespace {

using e2e::run_assay;
using test_support::TemporaryFolder;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The folder of a run of `four_trials` with few epochs.
assay::record::RunFolder small_run(const TemporaryFolder& folder) {
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  const auto outcome = run_assay({"run", "four.toml", "--set", "train.epochs=2", "--set", "evaluate.embed_at=[1]"}, folder.path());
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  return e2e::run_folder(folder.path(), "four");
}

}  // namespace

TEST_CASE("every kind of trial comes out again with the same bits from its file alone") {
  const TemporaryFolder folder;
  const auto run = small_run(folder);
  std::filesystem::remove(folder / "four.toml");
  for (const auto& trial : e2e::trials_of(run)) {
    if (trial.seed != 2) continue;
    const auto outcome = run_assay({"replay", "four/" + trial.id}, folder.path());
    INFO(trial.arm, outcome.out, outcome.err);
    CHECK(outcome.status == 0);
    CHECK(outcome.out.rfind("bit-identical: ", 0) == 0);
    const auto again = e2e::run_folder(folder.path(), "replay-" + trial.id);
    CHECK(e2e::differences(run.trial(trial.id), again.trial(trial.id)).empty());
    // Neither an earlier replay nor the trial itself is taken for a new result.
    CHECK(contains(run_assay({"replay", "four/" + trial.id}, folder.path()).err, "[replay.done-before]"));
    CHECK(run_assay({"replay", "four/" + trial.id, "--run-dir", "runs/four"}, folder.path()).status == 2);
  }
}

TEST_CASE("a file whose result is not what its spec gives is told, with what differs") {
  const TemporaryFolder folder;
  const auto run = small_run(folder);
  auto record = assay::record::read_trial_file(run.trial(e2e::trials_of(run).front().id));
  record.final_metrics.at("acc") += 0.25;
  record.git = "someone-elses";
  assay::record::write_trial_file(folder / "touched.h5", record);
  const auto outcome = run_assay({"replay", "touched.h5", "--run-dir", "again"}, folder.path());
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.out, "not bit-identical: "));
  CHECK(contains(outcome.out, "  final/acc\n"));
  CHECK(contains(outcome.out, "  commit: someone-elses | "));
}

TEST_CASE("there is nothing to replay in a file that is no trial") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "notes.h5", "not HDF5");
  const auto outcome = run_assay({"replay", "notes.h5"}, folder.path());
  CHECK(outcome.status == 4);
  CHECK(contains(outcome.err, "[h5.unreadable]"));
  CHECK_FALSE(std::filesystem::exists(folder / "runs"));
}
