#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>

#include "app/commands/compare.hpp"
#include "app/commands/export.hpp"
#include "app/commands/table.hpp"
#include "app/commands/verify.hpp"
#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "record/run_view.hpp"
#include "support/folder_files.hpp"
#include "support/sample_run.hpp"
#include "support/temporary_folder.hpp"

using namespace assay;
using namespace assay::app;

TEST_CASE("the table command prints the table and returns 0") {
  const test_support::TemporaryFolder folder;
  const auto run = test_support::make_sample_run(folder / "run");
  std::ostringstream out;
  std::ostringstream err;
  CHECK(run_table({run.root.string(), "csv", {"acc"}}, out, err) == 0);
  CHECK(out.str().substr(0, 4) == "arm,");
  CHECK(err.str().empty());
}

TEST_CASE("the table command of a run without results returns 1 and says why") {
  const test_support::TemporaryFolder folder;
  const record::RunFolder run{folder.path()};
  record::write_manifest(run, test_support::sample_manifest());
  std::ostringstream out;
  std::ostringstream err;
  CHECK(run_table({run.root.string(), "text", {}}, out, err) == 1);
  CHECK(err.str() == "warning: no trial of this run is done\n");
}

TEST_CASE("commands refuse what is no run folder") {
  const test_support::TemporaryFolder folder;
  std::ostringstream out;
  try {
    run_table({(folder / "none").string(), "text", {}}, out, out);
    FAIL("expected an error");
  } catch (const DataError& error) {
    CHECK(error.code() == "run.no-plan");
  }
  CHECK_THROWS_AS(run_verify({folder.path().string(), false, false}, out), DataError);
  CHECK_THROWS_AS(run_export({folder.path().string(), "csv", false}, out, out), DataError);
  CHECK_THROWS_AS(run_export({folder.path().string(), "xls", false}, out, out), SpecError);
}

TEST_CASE("the compare command prints the tests and writes the diagram") {
  const test_support::TemporaryFolder folder;
  const auto run = test_support::make_sample_run(folder / "run");
  const auto last = test_support::sample_manifest().trials.back();
  record::write_trial_file(run.trial(last.id), test_support::sample_trial(last, false));
  const std::string diagram = (folder / "ranks.svg").string();
  std::ostringstream out;
  std::ostringstream err;
  CHECK(run_compare({run.root.string(), "acc", "", 0.05, "csv", diagram}, out, err) == 0);
  CHECK(out.str().substr(0, 7) == "metric,");
  CHECK(err.str().find("warning: proposed, latent.z.dim = 10 has numbers for 2 of 3 seeds (1 trial failed): ") == 0);
  CHECK(test_support::read_bytes(diagram).substr(0, 4) == "<svg");
  CHECK_THROWS_AS(run_compare({run.root.string(), "nm", "", 0.05, "text", ""}, out, err), SpecError);
}

TEST_CASE("a diagram of too few arms is refused") {
  const test_support::TemporaryFolder folder;
  record::RunManifest manifest = test_support::sample_manifest();
  const record::RunFolder run{folder / "run"};
  std::filesystem::create_directories(run.trials());
  manifest.trials = {manifest.trials[0], manifest.trials[1], manifest.trials[6], manifest.trials[7]};
  record::write_manifest(run, manifest);
  for (const auto& trial : manifest.trials) record::write_trial_file(run.trial(trial.id), test_support::sample_trial(trial, false));
  std::ostringstream out;
  try {
    run_compare({run.root.string(), "", "", 0.05, "text", (folder / "ranks.svg").string()}, out, out);
    FAIL("expected an error");
  } catch (const DataError& error) {
    CHECK(error.code() == "compare.no-ranks");
  }
}

TEST_CASE("verify returns 4 for problems and 0 once they are repaired") {
  const test_support::TemporaryFolder folder;
  const auto run = test_support::make_sample_run(folder / "run");
  std::ostringstream out;
  CHECK(run_verify({run.root.string(), false, false}, out) == 4);
  CHECK(out.str() ==
        "index.h5: problem: there is no index [verify.no-index]\nlinks.h5: problem: there is no file of links [verify.no-links]\n11 trial files "
        "checked, 2 problems found\n");
  out.str("");
  CHECK(run_verify({run.root.string(), true, false}, out) == 0);
  CHECK(out.str() == "index.h5: repaired: there is no index [verify.no-index]\n11 trial files checked, 1 problems found\n");
  out.str("");
  CHECK(run_verify({run.root.string(), false, true}, out) == 0);
  const Value value = parse_json(out.str());
  CHECK(value.at("sound").boolean());
  CHECK(value.at("trials_checked").integer() == 11);
}

TEST_CASE("export writes trials or series") {
  const test_support::TemporaryFolder folder;
  const auto run = test_support::make_sample_run(folder / "run");
  std::ostringstream trials;
  std::ostringstream series;
  std::ostringstream err;
  CHECK(run_export({run.root.string(), "json", false}, trials, err) == 0);
  CHECK(run_export({run.root.string(), "csv", true}, series, err) == 0);
  CHECK(parse_json(trials.str()).array().size() == 12);
  CHECK(series.str().substr(0, 6) == "trial,");
}
