#include <doctest/doctest.h>

#include <cmath>
#include <fstream>

#include "assay/core/error.hpp"
#include "record/journal.hpp"
#include "record/trial_record.hpp"
#include "support/folder_files.hpp"
#include "support/temporary_folder.hpp"

using namespace assay;
using namespace assay::record;

namespace {

Value row(std::int64_t index, const std::string& name, double number) {
  Value event;
  event["t"] = "row";
  event["cadence"] = "epoch";
  event["index"] = index;
  event["wall_s"] = 0.5 * static_cast<double>(index);
  event["values"][name] = number;
  return event;
}

Value declaration(const std::string& name) {
  Value event;
  event["t"] = "declare";
  event["name"] = name;
  event["cadence"] = "epoch";
  event["help"] = "help of " + name;
  event["unit"] = "nat";
  return event;
}

}  // namespace

TEST_CASE("a journal line is the CRC-32 of its JSON text and the text") {
  const test_support::TemporaryFolder folder;
  JournalWriter writer(folder / "j", 0);
  Value event;
  event["t"] = "state";
  writer.append(event);
  // CRC-32 (ISO-HDLC) of {"t":"state"}, computed with Python's zlib.crc32.
  CHECK(test_support::read_bytes(folder / "j") == "697ab304 {\"t\":\"state\"}\n");
  CHECK(writer.size() == test_support::read_bytes(folder / "j").size());
}

TEST_CASE("a reader polls what was appended since the last time") {
  const test_support::TemporaryFolder folder;
  JournalReader reader(folder / "j");
  CHECK(reader.poll().empty());
  JournalWriter writer(folder / "j", 0);
  writer.append(row(1, "loss", 2.0));
  CHECK(reader.poll().size() == 1);
  CHECK(reader.poll().empty());
  writer.append(row(2, "loss", 1.0));
  writer.append(row(3, "loss", 0.5));
  const auto events = reader.poll();
  REQUIRE(events.size() == 2);
  CHECK(events[1].at("index").integer() == 3);
}

TEST_CASE("a torn tail is not read until it is whole") {
  const test_support::TemporaryFolder folder;
  JournalWriter writer(folder / "j", 0);
  writer.append(row(1, "loss", 2.0));
  writer.append(row(2, "loss", 1.0));
  const std::string text = test_support::read_bytes(folder / "j");
  const std::size_t first = text.find('\n') + 1;
  for (std::size_t length = 0; length <= text.size(); ++length) {
    std::ofstream(folder / "cut", std::ios::binary | std::ios::trunc) << text.substr(0, length);
    JournalReader reader(folder / "cut");
    const std::size_t expected = length < first ? 0 : length < text.size() ? 1 : 2;
    CHECK(reader.poll().size() == expected);
    std::ofstream(folder / "cut", std::ios::binary | std::ios::app) << text.substr(length);
    CHECK(reader.poll().size() == 2 - expected);
  }
}

TEST_CASE("a changed byte ends what is read") {
  const test_support::TemporaryFolder folder;
  JournalWriter writer(folder / "j", 0);
  for (int i = 1; i <= 3; ++i) writer.append(row(i, "loss", i));
  const std::string text = test_support::read_bytes(folder / "j");
  const std::size_t first = text.find('\n') + 1;
  for (std::size_t i = first; i < text.find('\n', first); ++i) {
    std::string damaged = text;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    std::ofstream(folder / "bad", std::ios::binary | std::ios::trunc) << damaged;
    CHECK(JournalReader(folder / "bad").poll().size() == 1);
  }
}

TEST_CASE("a writer cuts off what came after the checkpoint and the reader starts over") {
  const test_support::TemporaryFolder folder;
  std::uint64_t kept = 0;
  {
    JournalWriter writer(folder / "j", 0);
    writer.append(row(1, "loss", 2.0));
    kept = writer.size();
    writer.append(row(2, "loss", 1.0));
  }
  JournalReader reader(folder / "j");
  CHECK(reader.poll().size() == 2);
  JournalWriter resumed(folder / "j", kept);
  CHECK(resumed.size() == kept);
  CHECK(reader.poll().size() == 1);
  CHECK(reader.restarts() == 1);
  resumed.append(row(2, "loss", 0.75));
  const auto events = reader.poll();
  REQUIRE(events.size() == 1);
  CHECK(events[0].find_path("values.loss")->real() == 0.75);
}

TEST_CASE("a journal shorter than its checkpoint says is damaged") {
  const test_support::TemporaryFolder folder;
  JournalWriter(folder / "j", 0).append(row(1, "loss", 2.0));
  try {
    const JournalWriter too_short(folder / "j", 100000);
    FAIL("expected an error");
  } catch (const DataError& error) {
    CHECK(error.code() == "record.journal-damaged");
  }
}

TEST_CASE("a full disk is a failed trial") {
  if (!std::filesystem::exists("/dev/full")) return;
  // ftruncate refuses the device, so the journal is opened on a link to it only where the system allows it.
  try {
    JournalWriter writer("/dev/full", 0);
    writer.append(row(1, "loss", 2.0));
    FAIL("expected an error");
  } catch (const TrialError& error) {
    CHECK(error.code() == "record.write-failed");
  }
}

TEST_CASE("a record takes series and events from a journal with NaN where a row lacks a value") {
  std::vector<Value> journal = {declaration("loss"), declaration("kl"), row(1, "loss", 2.0), row(2, "kl", std::nan("")), row(3, "late", 5.0)};
  Value event;
  event["t"] = "event";
  event["utc"] = "2026-11-23T12:00:00Z";
  event["level"] = "warning";
  event["code"] = "train.odd";
  event["text"] = "something";
  journal.push_back(event);
  TrialRecord record;
  read_journal_into(journal, record);
  REQUIRE(record.series.size() == 1);
  const SeriesGroup& group = record.series[0];
  CHECK(group.index == std::vector<std::int64_t>{1, 2, 3});
  REQUIRE(group.columns.size() == 3);
  CHECK(group.columns[0].help == "help of loss");
  CHECK(group.columns[0].values[0] == 2.0);
  CHECK(std::isnan(group.columns[0].values[1]));
  CHECK(std::isnan(group.columns[1].values[1]));
  CHECK(std::isnan(group.columns[2].values[0]));
  CHECK(group.columns[2].values[2] == 5.0);
  REQUIRE(record.events.size() == 1);
  CHECK(record.events[0].code == "train.odd");
}
