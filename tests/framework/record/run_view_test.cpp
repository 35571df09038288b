#include <doctest/doctest.h>

#include <cmath>

#include "assay/core/error.hpp"
#include "record/index_file.hpp"
#include "record/run_view.hpp"
#include "record/summary_grid.hpp"
#include "support/folder_files.hpp"
#include "support/sample_run.hpp"
#include "support/temporary_folder.hpp"

using namespace assay;
using namespace assay::record;

TEST_CASE("a run without an index is read from its trial files") {
  const test_support::TemporaryFolder folder;
  const RunView view = load_run(test_support::make_sample_run(folder / "run"));
  CHECK(view.count("done") == 10);
  CHECK(view.count("failed") == 1);
  CHECK(view.count("pending") == 1);
  CHECK_FALSE(view.finished());
  CHECK_FALSE(view.index_is_current);
  CHECK(view.trials.at(4).error_code == "trial.crashed");
  CHECK(view.trials.at(6).uses_label_information);
}

TEST_CASE("an index says what the trial files say") {
  const test_support::TemporaryFolder folder;
  const RunFolder run = test_support::make_sample_run(folder / "run");
  const RunView before = refresh_index(run);
  const RunView after = load_run(run);
  CHECK(after.index_is_current);
  REQUIRE(after.trials.size() == before.trials.size());
  for (std::size_t i = 0; i < after.trials.size(); ++i) {
    const TrialSummary& indexed = after.trials[i];
    const TrialSummary& direct = before.trials[i];
    CHECK(indexed.id == direct.id);
    CHECK(indexed.status == direct.status);
    CHECK(indexed.axes == direct.axes);
    CHECK(indexed.error_text == direct.error_text);
    CHECK(indexed.finished_utc == direct.finished_utc);
    CHECK(indexed.peak_memory_bytes == direct.peak_memory_bytes);
    CHECK(indexed.uses_label_information == direct.uses_label_information);
    if (direct.status != "done") continue;
    CHECK(indexed.final_metrics.at("acc") == direct.final_metrics.at("acc"));
    CHECK(std::isnan(indexed.final_metrics.at("silhouette")));
  }
}

TEST_CASE("an index is used only for trial files that did not change since") {
  const test_support::TemporaryFolder folder;
  const RunFolder run = test_support::make_sample_run(folder / "run");
  refresh_index(run);
  const auto index = test_support::read_bytes(run.index());
  CHECK(refresh_index(run).index_is_current);
  CHECK(test_support::read_bytes(run.index()) == index);

  const auto manifest = test_support::sample_manifest();
  write_trial_file(run.trial("t4"), test_support::sample_trial(manifest.trials[4], false));
  write_trial_file(run.trial("t11"), test_support::sample_trial(manifest.trials[11], false));
  std::filesystem::remove(run.trial("t0"));
  const RunView view = load_run(run);
  CHECK_FALSE(view.index_is_current);
  CHECK(view.trials.at(0).status == "pending");
  CHECK(view.trials.at(4).status == "done");
  CHECK(view.trials.at(11).status == "done");
  CHECK(refresh_index(run).count("done") == 11);
  CHECK(load_run(run).index_is_current);
}

TEST_CASE("a trial file that cannot be read counts as failed with the reason") {
  const test_support::TemporaryFolder folder;
  const RunFolder run = test_support::make_sample_run(folder / "run");
  test_support::write_bytes(run.trial("t2"), "not HDF5");
  const RunView view = refresh_index(run);
  CHECK(view.trials.at(2).status == "failed");
  CHECK(view.trials.at(2).error_code == "h5.unreadable");
  CHECK(load_run(run).trials.at(2).error_code == "h5.unreadable");
}

TEST_CASE("a full grid is an array over arms and axes and seeds") {
  const SummaryGrid grid = make_summary_grid(test_support::sample_manifest());
  REQUIRE(grid.dimensions.size() == 3);
  CHECK(grid.dimensions[1].name == "latent.z.dim");
  CHECK(grid.shape() == std::vector<std::int64_t>{2, 2, 3});
  std::vector<std::size_t> expected(12);
  for (std::size_t i = 0; i < 12; ++i) expected[i] = i;
  CHECK(grid.cells == expected);
  CHECK(grid.points.empty());
}

TEST_CASE("cases are an axis of the grid even where an arm is not tried in all") {
  RunManifest manifest;
  manifest.arms = {"dec", "jule"};
  manifest.cases = {"mnist", "reuters10k"};
  manifest.axes = {"case"};
  manifest.trials = {{"t0", "dec", 1, Value::Table{{"case", "mnist"}}},
                     {"t1", "dec", 1, Value::Table{{"case", "reuters10k"}}},
                     {"t2", "jule", 1, Value::Table{{"case", "mnist"}}}};
  const SummaryGrid grid = make_summary_grid(manifest);
  REQUIRE(grid.dimensions.size() == 3);
  CHECK(grid.dimensions[1].name == "case");
  CHECK(grid.dimensions[1].values == Value::Array{"mnist", "reuters10k"});
  CHECK(grid.cells == std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("axes that are no full grid become points") {
  RunManifest manifest;
  manifest.arms = {"a", "b"};
  manifest.axes = {"x", "y"};
  const auto add = [&](const std::string& arm, int x, int y, std::int64_t seed) {
    ManifestTrial trial{"t" + std::to_string(manifest.trials.size()), arm, seed, Value::Table{}};
    if (x > 0) trial.axes["x"] = x;
    if (y > 0) trial.axes["y"] = y;
    manifest.trials.push_back(trial);
  };
  add("a", 1, 10, 0);
  add("a", 2, 20, 0);
  add("b", 0, 0, 1);  // an arm that does not read the swept tables
  const SummaryGrid grid = make_summary_grid(manifest);
  CHECK(grid.dimensions[1].name == "point");
  CHECK(grid.shape() == std::vector<std::int64_t>{2, 3, 2});
  REQUIRE(grid.points.size() == 3);
  CHECK(grid.points[1].at("y").integer() == 20);
  CHECK(grid.cells == std::vector<std::size_t>{0, 2, 6 + 4 + 1});
}

TEST_CASE("a run without axes has the dimensions arm and seed") {
  RunManifest manifest;
  manifest.arms = {"main"};
  manifest.trials = {{"t0", "main", 3, Value::Table{}}, {"t1", "main", 4, Value::Table{}}};
  const SummaryGrid grid = make_summary_grid(manifest);
  REQUIRE(grid.dimensions.size() == 2);
  CHECK(grid.dimensions[1].values == Value::Array{std::int64_t{3}, std::int64_t{4}});
}
