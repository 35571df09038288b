#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "record/journal.hpp"
#include "record/trial_file.hpp"
#include "run/failed_trial.hpp"
#include "support/temporary_folder.hpp"

namespace {

using assay::Value;
using assay::record::JournalWriter;

assay::record::TrialJob job_in(const std::filesystem::path& root) {
  assay::record::TrialJob job;
  job.folder.root = root;
  job.run_options = Value::Table{};
  job.provenance.study = "study";
  job.provenance.arm = "main";
  job.provenance.trial_id = "0123456789abcdef";
  job.provenance.seed = 7;
  job.provenance.axes = Value::Table{};
  job.provenance.resolved = Value::Table{{"dataset", Value::Table{{"use", "blobs"}}}};
  job.provenance.created_utc = "2026-11-24T00:00:00.000Z";
  std::filesystem::create_directories(job.folder.trials());
  return job;
}

Value row(std::int64_t epoch, double wall_s, double loss) {
  return Value::Table{{"t", "row"}, {"cadence", "epoch"}, {"index", epoch}, {"wall_s", wall_s}, {"values", Value::Table{{"loss.total", loss}}}};
}

}  // namespace

TEST_CASE("the file of a failed trial keeps what the journal told and the working files go") {
  const test_support::TemporaryFolder folder;
  const auto job = job_in(folder / "run");
  {
    JournalWriter journal(job.folder.journal(job.id()), 0);
    journal.append(Value::Table{{"t", "declare"}, {"name", "loss.total"}, {"cadence", "epoch"}, {"help", "objective"}, {"unit", "nat"}});
    journal.append(row(1, 0.5, 3.0));
    journal.append(row(2, 1.25, 2.0));
    journal.append(Value::Table{{"t", "event"}, {"utc", "2026-11-24T00:00:01.000Z"}, {"level", "warning"}, {"code", "x.y"}, {"text", "careful"}});
  }
  for (const char* ending : {".checkpoint.h5", ".embedding.epoch_0001.part.h5"}) {
    std::ofstream(job.folder.trials() / (job.id() + ending)) << "x";
  }
  std::ofstream(job.folder.trials() / "fedcba9876543210.checkpoint.h5") << "of another trial";

  assay::run::write_failed_trial(job, {"trial.crashed", "signal 6 (Aborted)", "", 0});
  const auto record = assay::record::read_trial_file(job.folder.trial(job.id()));
  CHECK(record.status == "failed");
  CHECK(record.seed == 7);
  REQUIRE(record.failure);
  CHECK(record.failure->code == "trial.crashed");
  CHECK(record.failure->epoch == 2);
  CHECK(record.wall_s == 1.25);
  REQUIRE(record.series.size() == 1);
  CHECK(record.series[0].columns[0].values == std::vector<double>{3.0, 2.0});
  REQUIRE(record.events.size() == 1);
  CHECK(record.events[0].text == "careful");
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(job.folder.trials())) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  CHECK(names == std::vector<std::string>{"0123456789abcdef.h5", "fedcba9876543210.checkpoint.h5"});
}

TEST_CASE("a trial that crashed before its first word has a file too") {
  const test_support::TemporaryFolder folder;
  const auto job = job_in(folder / "run");
  assay::run::write_failed_trial(job, {"trial.crashed", "signal 9 (Killed)", "", 0});
  const auto record = assay::record::read_trial_file(job.folder.trial(job.id()));
  CHECK(record.status == "failed");
  CHECK(record.series.empty());
  CHECK(record.started_utc == job.provenance.created_utc);
}

TEST_CASE("a failure never takes the place of a result") {
  const test_support::TemporaryFolder folder;
  auto job = job_in(folder / "run");
  assay::record::TrialRecord done = job.provenance;
  done.status = "done";
  done.final_metrics["acc"] = 0.5;
  assay::record::write_trial_file(job.folder.trial(job.id()), done);
  std::ofstream(job.folder.journal(job.id())) << "";
  assay::run::write_failed_trial(job, {"trial.crashed", "signal 11 (Segmentation fault)", "", 0});
  assay::run::write_stopped_trial(job, {"trial.stopped-early", "worse than others", "", 0});
  const auto record = assay::record::read_trial_file(job.folder.trial(job.id()));
  CHECK(record.status == "done");
  CHECK(record.final_metrics.at("acc") == 0.5);
  CHECK_FALSE(std::filesystem::exists(job.folder.journal(job.id())));
}

TEST_CASE("a failure says what the error says with its context") {
  assay::TrialError error("fixture.gave-up", "the fixture gave up");
  error.add_note("while constructing baseline 'x'");
  const auto failure = assay::run::failure_from(error);
  CHECK(failure.code == "fixture.gave-up");
  CHECK(failure.text.find("the fixture gave up") != std::string::npos);
  CHECK(failure.text.find("while constructing baseline 'x'") != std::string::npos);
  const auto helpful = assay::run::failure_from(assay::DataError({"data.value-out-of-range", "there is a value 7", {}, "set 'range'", {}}));
  CHECK(helpful.text == "there is a value 7\nhelp: set 'range'");
}
