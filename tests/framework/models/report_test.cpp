#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>

#include "app/commands/report.hpp"
#include "assay/core/error.hpp"
#include "support/folder_files.hpp"
#include "support/sample_run.hpp"
#include "support/temporary_folder.hpp"

using namespace assay;
using namespace assay::app;

TEST_CASE("the report command writes the page into the run folder or where it is told") {
  const test_support::TemporaryFolder folder;
  const auto run = test_support::make_sample_run(folder / "run");
  std::ostringstream out;
  std::ostringstream err;
  CHECK(run_report({run.root.string(), {}}, {}, out, err) == 0);
  const std::string page = test_support::read_bytes(run.root / "report.html");
  CHECK(page.rfind("<!doctype html>", 0) == 0);
  CHECK(page.size() > 10000);
  CHECK(out.str().rfind((run.root / "report.html").string() + " (", 0) == 0);
  CHECK(run_report({run.root.string(), (folder / "other.html").string()}, {}, out, err) == 0);
  CHECK(test_support::read_bytes(folder / "other.html") == page);
  CHECK(err.str().empty());
}

TEST_CASE("the report of a run of which every trial failed returns 1 and says why") {
  const test_support::TemporaryFolder folder;
  const record::RunFolder run{folder / "run"};
  std::filesystem::create_directories(run.trials());
  auto manifest = test_support::sample_manifest();
  manifest.trials.resize(1);
  record::write_manifest(run, manifest);
  record::write_trial_file(run.trial("t0"), test_support::sample_trial(manifest.trials[0], true));
  std::ostringstream out;
  std::ostringstream err;
  CHECK(run_report({run.root.string(), {}}, {}, out, err) == 1);
  CHECK(err.str() == "warning: no trial of this run is done\n");
  CHECK(std::filesystem::exists(run.root / "report.html"));
}

TEST_CASE("a report that cannot be made leaves nothing") {
  const test_support::TemporaryFolder folder;
  const auto run = test_support::make_sample_run(folder / "run");
  std::ostringstream out;
  const std::string nowhere = (folder / "none" / "page.html").string();
  CHECK_THROWS_AS(run_report({run.root.string(), nowhere}, {}, out, out), TrialError);
  CHECK_THROWS_AS(run_report({(folder / "none").string(), {}}, {}, out, out), DataError);
  CHECK_FALSE(std::filesystem::exists(folder / "none"));
  CHECK(out.str().empty());
}
