#include <doctest/doctest.h>

#include <cstdlib>

#include "assay/core/error.hpp"
#include "record/index_file.hpp"
#include "record/run_view.hpp"
#include "record/seal.hpp"
#include "record/trial_file.hpp"
#include "support/folder_files.hpp"
#include "support/sample_run.hpp"
#include "support/temporary_folder.hpp"

using namespace assay;
using namespace assay::record;

namespace {

std::filesystem::path fixture(const std::string& name) {
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  REQUIRE_MESSAGE(source != nullptr, "ASSAY_SOURCE_DIR is not set: run this through ctest");
  return std::filesystem::path(source) / "tests" / "fixtures" / "h5" / name;
}

template <class Read>
std::string code_of(Read read, const std::filesystem::path& path) {
  try {
    read(path);
  } catch (const DataError& error) {
    return error.code();
  }
  return "none";
}

std::string trial_code(const std::filesystem::path& path) {
  return code_of([](const auto& p) { read_trial_file(p); }, path);
}
std::string summary_code(const std::filesystem::path& path) {
  return code_of([](const auto& p) { read_trial_summary(p); }, path);
}
std::string index_code(const std::filesystem::path& path) {
  return code_of([](const auto& p) { read_index(p); }, path);
}

}  // namespace

TEST_CASE("files of a later layout are refused with advice") {
  CHECK(trial_code(fixture("trial_newer.h5")) == "h5.newer-layout");
  CHECK(summary_code(fixture("trial_newer.h5")) == "h5.newer-layout");
  CHECK(index_code(fixture("index_newer.h5")) == "h5.newer-layout");
  try {
    read_trial_file(fixture("trial_newer.h5"));
  } catch (const DataError& error) {
    const std::string message = error.what();
    CHECK(message.find("has layout version 2, this program reads up to 1") != std::string::npos);
    CHECK(error.diagnostics().front().help == "use the version of assay that wrote it, or a later one");
  }
}

TEST_CASE("other HDF5 files are no trial and no index") {
  CHECK(trial_code(fixture("foreign.h5")) == "h5.not-a-trial");
  CHECK(index_code(fixture("foreign.h5")) == "h5.not-an-index");
  CHECK(trial_code(fixture("index_newer.h5")) == "h5.not-a-trial");
  CHECK(index_code(fixture("trial_newer.h5")) == "h5.not-an-index");
}

TEST_CASE("incomplete and mistyped trial files are unreadable") {
  CHECK(trial_code(fixture("incomplete.h5")) == "h5.unreadable");
  CHECK(trial_code(fixture("wrong_types.h5")) == "h5.unreadable");
}

TEST_CASE("what is no HDF5 file at all is unreadable") {
  const test_support::TemporaryFolder folder;
  CHECK(trial_code(folder / "absent.h5") == "h5.unreadable");
  test_support::write_bytes(folder / "empty.h5", "");
  CHECK(trial_code(folder / "empty.h5") == "h5.unreadable");
  test_support::write_bytes(folder / "text.h5", std::string(5000, 'x'));
  CHECK(trial_code(folder / "text.h5") == "h5.unreadable");
  CHECK(trial_code(folder.path()) == "h5.unreadable");
}

TEST_CASE("a trial file cut at any place is unreadable and never crashes") {
  const test_support::TemporaryFolder folder;
  write_trial_file(folder / "t.h5", test_support::sample_record());
  const std::string bytes = test_support::read_bytes(folder / "t.h5");
  const std::size_t content = bytes.rfind(sealed_text(folder / "t.h5").value());  // who loses only the seal has lost nothing
  for (std::size_t length = 0; length < content; length += 97) {
    test_support::write_bytes(folder / "cut.h5", bytes.substr(0, length));
    CHECK(trial_code(folder / "cut.h5") == "h5.unreadable");
  }
}

TEST_CASE("a trial file with a changed byte is unreadable and never crashes") {
  const test_support::TemporaryFolder folder;
  write_trial_file(folder / "t.h5", test_support::sample_record());
  const std::string bytes = test_support::read_bytes(folder / "t.h5");
  const std::size_t line = bytes.rfind("assay seal");
  for (std::size_t i = 0; i < line; i += 487) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x7D);
    const auto bad = folder / ("bad" + std::to_string(i) + ".h5");
    test_support::write_bytes(bad, damaged);
    CHECK(trial_code(bad) == "h5.unreadable");
  }
}

TEST_CASE("the seal of a trial file says what the file says") {
  const test_support::TemporaryFolder folder;
  for (const auto& record : {test_support::sample_record(), test_support::failed_record()}) {
    write_trial_file(folder / "t.h5", record);
    const std::string bytes = test_support::read_bytes(folder / "t.h5");
    const auto text = sealed_text(folder / "t.h5");
    REQUIRE(text);
    test_support::write_bytes(folder / "unsealed.h5", bytes.substr(0, bytes.rfind(*text)));
    CHECK(to_text(read_trial_summary(folder / "t.h5")) == to_text(read_trial_summary(folder / "unsealed.h5")));
    CHECK(trial_code(folder / "unsealed.h5") == "none");
  }
}

TEST_CASE("an index cut at any place is unreadable and never crashes") {
  const test_support::TemporaryFolder folder;
  const auto run = test_support::make_sample_run(folder / "run");
  refresh_index(run);
  const std::string bytes = test_support::read_bytes(run.index());
  for (std::size_t length = 0; length < bytes.rfind("assay seal"); length += 211) {
    test_support::write_bytes(folder / "cut.h5", bytes.substr(0, length));
    CHECK(index_code(folder / "cut.h5") == "h5.unreadable");
  }
}

TEST_CASE("the trial file of layout version 1 stays readable") {
  const TrialRecord record = read_trial_file(fixture("trial_v1.h5"));
  CHECK(record.trial_id == "00112233aabbccdd");
  CHECK(record.resolved == test_support::sample_record().resolved);
  CHECK(record.final_metrics.at("acc") == 0.75);
  CHECK(record.series.at(0).columns.at(0).values == std::vector<double>{3.0, 2.5, 2.25});
  CHECK(read_trial_array(fixture("trial_v1.h5"), "weights/decoder/layer0.weight").elements() == 256U * 64U);
}

TEST_CASE("the index of layout version 1 stays readable") {
  const auto rows = read_index(fixture("index_v1.h5"));
  REQUIRE(rows.size() == 12);
  CHECK(rows[4].status == "failed");
  CHECK(rows[4].error_code == "trial.crashed");
  CHECK(rows[11].status == "pending");
  CHECK(rows[0].final_metrics.at("acc") == 0.5 + 0.01 * 7 + 0.001 * 5);
}
