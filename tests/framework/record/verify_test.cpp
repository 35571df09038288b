#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>

#include "record/checkpoint_file.hpp"
#include "record/links_file.hpp"
#include "record/run_view.hpp"
#include "record/verify.hpp"
#include "support/folder_files.hpp"
#include "support/sample_run.hpp"
#include "support/temporary_folder.hpp"

using namespace assay;
using namespace assay::record;

namespace {

std::vector<std::string> codes(const VerifyReport& report) {
  std::vector<std::string> list;
  for (const auto& problem : report.problems) list.push_back(problem.file + ": " + problem.code);
  std::sort(list.begin(), list.end());
  return list;
}

using Codes = std::vector<std::string>;

struct SampleRun {
  SampleRun() : run(test_support::make_sample_run(folder / "run")) { refresh_index(run); }
  test_support::TemporaryFolder folder;
  RunFolder run;
};

}  // namespace

TEST_CASE("a sound run folder has no problems") {
  const SampleRun sample;
  const VerifyReport report = verify_run(sample.run, false);
  CHECK(codes(report).empty());
  CHECK(report.sound());
  CHECK(report.trials_checked == 11);
}

TEST_CASE("damaged and wrong and unplanned trial files are found and never touched") {
  const SampleRun sample;
  test_support::write_bytes(sample.run.trial("t0"), "damaged");
  std::filesystem::copy_file(sample.run.trial("t1"), sample.run.trial("t2"), std::filesystem::copy_options::overwrite_existing);
  std::filesystem::copy_file(sample.run.trial("t1"), sample.run.trial("x9"));
  const VerifyReport report = verify_run(sample.run, true);
  CHECK(codes(report) ==
        Codes{"index.h5: verify.index-stale", "trials/t0.h5: h5.unreadable", "trials/t2.h5: verify.wrong-trial", "trials/x9.h5: verify.not-planned"});
  CHECK_FALSE(report.sound());
  CHECK(test_support::read_bytes(sample.run.trial("t0")) == "damaged");
  CHECK(std::filesystem::exists(sample.run.trial("x9")));
}

TEST_CASE("damage inside a compressed array is found by its checksum") {
  const SampleRun sample;
  std::string bytes = test_support::read_bytes(sample.run.trial("t1"));
  // The largest array, gzipped, is the last thing that is written before the end.
  std::size_t found = 0;
  for (std::size_t i = bytes.size() * 3 / 4; i < bytes.size() && found == 0; i += 16) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    test_support::write_bytes(sample.run.trial("t1"), damaged);
    const auto report = verify_run(sample.run, false);
    found = std::any_of(report.problems.begin(), report.problems.end(), [](const Problem& p) { return p.code == "h5.unreadable"; }) ? i : 0;
  }
  CHECK(found > 0);
}

TEST_CASE("infinite metrics and failed trials without a reason are problems") {
  const SampleRun sample;
  const auto manifest = test_support::sample_manifest();
  TrialRecord infinite = test_support::sample_trial(manifest.trials[1], false);
  infinite.final_metrics["acc"] = std::numeric_limits<double>::infinity();
  write_trial_file(sample.run.trial("t1"), infinite);
  TrialRecord silent = test_support::sample_trial(manifest.trials[4], true);
  silent.failure.reset();
  write_trial_file(sample.run.trial("t4"), silent);
  refresh_index(sample.run);
  CHECK(codes(verify_run(sample.run, false)) == Codes{"trials/t1.h5: verify.metric-not-finite", "trials/t4.h5: verify.no-error"});
}

TEST_CASE("a choice of labels that contradicts itself is a problem") {
  const SampleRun sample;
  const auto manifest = test_support::sample_manifest();
  using Rows = std::vector<std::int64_t>;
  /// Six samples of two classes, the last two of the test part.
  const auto problems_with = [&](std::int64_t told, const Rows& labeled, const Rows& validation) {
    TrialRecord record = test_support::sample_trial(manifest.trials[1], false);
    record.samples_labeled = told;
    record.artifacts = {make_array("labels", Rows{0, 1, 0, 1, 0, 1}), make_array("split", std::vector<std::uint8_t>{0, 0, 0, 0, 1, 1}),
                        make_array("labeled", labeled), make_array("validation", validation)};
    write_trial_file(sample.run.trial("t1"), record);
    refresh_index(sample.run);
    return codes(verify_run(sample.run, false));
  };
  const Codes wrong = {"trials/t1.h5: verify.labels"};
  CHECK(problems_with(2, {0, 1}, {3}).empty());
  CHECK(problems_with(3, {0, 1}, {3}) == wrong);     // not as many as the method was told
  CHECK(problems_with(2, {0, 0}, {3}) == wrong);     // twice
  CHECK(problems_with(2, {0, 6}, {3}) == wrong);     // there is no such sample
  CHECK(problems_with(2, {0, 5}, {3}) == wrong);     // of the test part
  CHECK(problems_with(2, {0, 1}, {3, 4}) == wrong);  // likewise
  CHECK(problems_with(2, {0, 1}, {1, 3}) == wrong);  // both labeled and for validation
  CHECK(problems_with(3, {0, 1, 2}, {3}) == wrong);  // not balanced
}

TEST_CASE("repair removes what killed processes left and builds the index anew") {
  const SampleRun sample;
  test_support::write_bytes(sample.run.root / "index.h5.tmp-99999999", "x");
  test_support::write_bytes(sample.run.trials() / "t11.h5.tmp-99999999", "x");
  test_support::write_bytes(sample.run.journal("t1"), "");
  write_checkpoint(sample.run.checkpoint("t1"), {});
  test_support::write_bytes(sample.run.journal("t11"), "");
  write_checkpoint(sample.run.checkpoint("t11"), {});
  std::filesystem::remove(sample.run.index());
  const Codes expected = {"index.h5.tmp-99999999: verify.leftover", "index.h5: verify.no-index", "trials/t1.checkpoint.h5: verify.leftover",
                          "trials/t1.journal: verify.leftover", "trials/t11.h5.tmp-99999999: verify.leftover"};
  CHECK(codes(verify_run(sample.run, false)) == expected);
  const VerifyReport repaired = verify_run(sample.run, true);
  CHECK(codes(repaired) == expected);
  CHECK(repaired.sound());
  CHECK(codes(verify_run(sample.run, false)).empty());
  // The trial that has not ended keeps what it needs to go on.
  CHECK(std::filesystem::exists(sample.run.checkpoint("t11")));
  CHECK(std::filesystem::exists(sample.run.journal("t11")));
}

TEST_CASE("what lies beside a failed trial belongs to its next try and stays") {
  const SampleRun sample;
  test_support::write_bytes(sample.run.journal("t4"), "");
  write_checkpoint(sample.run.checkpoint("t4"), {});
  CHECK(verify_run(sample.run, true).problems.empty());
  CHECK(std::filesystem::exists(sample.run.journal("t4")));
  CHECK(std::filesystem::exists(sample.run.checkpoint("t4")));
}

TEST_CASE("a copy of a run folder, whose files have other times, is sound") {
  const SampleRun sample;
  const RunFolder copy{sample.folder / "copy"};
  std::filesystem::copy(sample.run.root, copy.root, std::filesystem::copy_options::recursive);
  for (const auto& entry : std::filesystem::directory_iterator(copy.trials())) {
    std::filesystem::last_write_time(entry.path(), std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  }
  CHECK(verify_run(copy, false).problems.empty());
}

TEST_CASE("trials of one data set that read different files are a problem") {
  const SampleRun sample;
  const auto manifest = test_support::sample_manifest();
  TrialRecord other = test_support::sample_trial(manifest.trials[2], false);
  REQUIRE_FALSE(other.data_files.empty());
  other.data_files.front().sha256 = std::string(64, '0');
  write_trial_file(sample.run.trial("t2"), other);
  refresh_index(sample.run);
  CHECK(codes(verify_run(sample.run, false)) == Codes{"trials/t2.h5: verify.other-data"});
}

TEST_CASE("the temporary file of a living process is left alone") {
  const SampleRun sample;
  const auto path = sample.run.root / "index.h5.tmp-1";
  test_support::write_bytes(path, "x");
  CHECK(verify_run(sample.run, true).problems.empty());
  CHECK(std::filesystem::exists(path));
}

TEST_CASE("a temporary file of another host, whose processes nobody here can see, is left alone for two days") {
  const SampleRun sample;
  const auto path = sample.run.root / "index.h5.tmp-99999999@another-host";
  test_support::write_bytes(path, "x");
  CHECK(verify_run(sample.run, true).problems.empty());
  std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(47));
  CHECK(verify_run(sample.run, true).problems.empty());
  std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(49));
  CHECK(codes(verify_run(sample.run, true)) == Codes{"index.h5.tmp-99999999@another-host: verify.leftover"});
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a damaged checkpoint is reported") {
  const SampleRun sample;
  test_support::write_bytes(sample.run.checkpoint("t11"), "damaged");
  CHECK(codes(verify_run(sample.run, false)) == Codes{"trials/t11.checkpoint.h5: h5.unreadable"});
}

TEST_CASE("a damaged index and damaged links are repaired") {
  const SampleRun sample;
  test_support::write_bytes(sample.run.index(), "damaged");
  test_support::write_bytes(sample.run.links(), "damaged");
  CHECK(codes(verify_run(sample.run, false)) == Codes{"index.h5: h5.unreadable", "links.h5: h5.unreadable"});
  CHECK(verify_run(sample.run, true).sound());
  CHECK(load_run(sample.run).index_is_current);
}

TEST_CASE("links lead to the trials of each arm and broken ones are found") {
  const SampleRun sample;
  const auto links = read_links(sample.run.links());
  REQUIRE(links.size() == 11);
  CHECK(links[0].arm == "proposed");
  CHECK(links[0].id == "t0");
  CHECK(links[10].arm == "kmeans");
  CHECK(std::all_of(links.begin(), links.end(), [](const TrialLink& link) { return link.resolves; }));
  std::filesystem::remove(sample.run.trial("t3"));
  CHECK(codes(verify_run(sample.run, false)) == Codes{"index.h5: verify.index-stale", "links.h5: verify.broken-link"});
  CHECK(verify_run(sample.run, true).sound());
  CHECK(read_links(sample.run.links()).size() == 10);
  std::filesystem::remove(sample.run.links());
  CHECK(codes(verify_run(sample.run, false)) == Codes{"links.h5: verify.no-links"});
}
