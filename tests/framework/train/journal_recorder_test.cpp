#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "assay/core/error.hpp"
#include "record/trial_record.hpp"
#include "support/temporary_folder.hpp"
#include "train/journal_recorder.hpp"

using assay::Cadence;
using assay::train::JournalRecorder;

namespace {

assay::record::TrialRecord read(const std::filesystem::path& path) {
  assay::record::TrialRecord record;
  assay::record::read_journal_into(assay::record::JournalReader(path).poll(), record);
  return record;
}

}  // namespace

TEST_CASE("a row holds the values of its cadence and NaN where none was given") {
  const test_support::TemporaryFolder folder;
  assay::record::JournalWriter journal(folder / "j", 0);
  JournalRecorder recorder(journal, {}, 0.0);
  recorder.declare("a.x", Cadence::epoch, "first", "nat");
  recorder.declare("a.y", Cadence::epoch, "second", "1");
  recorder.declare("b.z", Cadence::step, "third", "1");
  recorder.record("a.x", 0.1);
  recorder.record("b.z", 3.0);
  recorder.commit(Cadence::epoch, 1);
  recorder.record("a.y", std::numeric_limits<double>::infinity());
  recorder.commit(Cadence::epoch, 2);
  const auto record = read(folder / "j");
  for (const auto& group : record.series) {
    if (group.cadence != "epoch") continue;
    CHECK(group.index == std::vector<std::int64_t>{1, 2});
    REQUIRE(group.columns.size() == 2);
    CHECK(group.columns[0].unit == "nat");
    CHECK(group.columns[0].values[0] == 0.1);
    CHECK(std::isnan(group.columns[0].values[1]));
    CHECK(std::isnan(group.columns[1].values[0]));
    CHECK(std::isinf(group.columns[1].values[1]));
  }
  CHECK(recorder.pending().table().size() == 1);  // the step's row has not been ended
}

TEST_CASE("a series must be declared once before its first value") {
  const test_support::TemporaryFolder folder;
  assay::record::JournalWriter journal(folder / "j", 0);
  JournalRecorder recorder(journal, {}, 0.0);
  CHECK_THROWS_WITH_AS(recorder.record("a.x", 1.0), "series 'a.x' got a value before it was declared", assay::InternalError);
  recorder.declare("a.x", Cadence::epoch, "help", "1");
  recorder.declare("a.x", Cadence::epoch, "help", "1");
  CHECK_THROWS_AS(recorder.declare("a.x", Cadence::step, "help", "1"), assay::InternalError);
}

TEST_CASE("a recorder that goes on does not declare again and takes up pending values and the clock") {
  const test_support::TemporaryFolder folder;
  assay::Value pending;
  {
    assay::record::JournalWriter journal(folder / "j", 0);
    JournalRecorder recorder(journal, {}, 0.0);
    recorder.declare("a.x", Cadence::epoch, "help", "1");
    recorder.record("a.x", 1.0 / 3.0);
    pending = recorder.pending();
  }
  const auto past = assay::record::JournalReader(folder / "j").poll();
  assay::record::JournalWriter journal(folder / "j", std::filesystem::file_size(folder / "j"));
  JournalRecorder recorder(journal, past, 100.0);
  recorder.declare("a.x", Cadence::epoch, "help", "1");
  CHECK(std::filesystem::file_size(folder / "j") == journal.size());
  recorder.restore_pending(pending);
  recorder.commit(Cadence::epoch, 1);
  CHECK(recorder.wall_s() >= 100.0);
  const auto events = assay::record::JournalReader(folder / "j").poll();
  REQUIRE(events.size() == past.size() + 1);
  CHECK(events.back().at("values").at("a.x").real() == 1.0 / 3.0);
}
