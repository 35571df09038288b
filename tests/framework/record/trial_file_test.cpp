#include <doctest/doctest.h>

#include <cmath>
#include <cstring>

#include "assay/core/error.hpp"
#include "record/trial_file.hpp"
#include "support/folder_files.hpp"
#include "support/sample_record.hpp"
#include "support/temporary_folder.hpp"

using namespace assay;
using namespace assay::record;

TEST_CASE("a trial file gives back everything but its arrays") {
  const test_support::TemporaryFolder folder;
  const TrialRecord written = test_support::sample_record();
  write_trial_file(folder / "t.h5", written);
  CHECK(test_support::count_files(folder.path()) == 1);
  const TrialRecord read = read_trial_file(folder / "t.h5");
  CHECK(read.study == "sample");
  CHECK(read.profile == "fast");
  CHECK(read.arm == "proposed");
  CHECK(read.trial_id == written.trial_id);
  CHECK(read.status == "done");
  CHECK(read.seed == 7);
  CHECK(read.axes == written.axes);
  CHECK(read.resolved == written.resolved);
  REQUIRE(read.sources.size() == 2);
  CHECK(read.sources[1].path == "parts/größe.toml");
  CHECK(read.sources[0].text == written.sources[0].text);
  CHECK(read.created_utc == written.created_utc);
  CHECK(read.started_utc == written.started_utc);
  CHECK(read.finished_utc == written.finished_utc);
  CHECK(read.assay_version == "0.1.0");
  CHECK(read.git == "c70a7fb");
  CHECK(read.command == written.command);
  CHECK(read.host == "example");
  REQUIRE(read.plugins.size() == 2);
  CHECK(read.plugins[1].name == "glyphs");
  CHECK(read.plugins[1].sha256 == std::string(64, 'b'));
  REQUIRE(read.data_files.size() == 1);
  CHECK(read.data_files[0].bytes == 9912422);
  CHECK(read.build == written.build);
  CHECK(read.wall_s == 8.5);
  CHECK(read.peak_memory_bytes == 123456789);
  CHECK(read.resumes == 1);
  CHECK(read.samples_trained == 5);
  CHECK(read.samples_labeled == 0);
  CHECK(read.uses_label_information);
  REQUIRE(read.events.size() == 1);
  CHECK(read.events[0].text == "größer als π");
  CHECK_FALSE(read.failure);
}

TEST_CASE("series keep their order and units and missing values are NaN") {
  const test_support::TemporaryFolder folder;
  write_trial_file(folder / "t.h5", test_support::sample_record());
  const TrialRecord read = read_trial_file(folder / "t.h5");
  REQUIRE(read.series.size() == 2);
  CHECK(read.series[0].cadence == "epoch");
  CHECK(read.series[0].index == std::vector<std::int64_t>{1, 2, 3});
  CHECK(read.series[0].wall_s == std::vector<double>{0.5, 1.0, 1.5});
  REQUIRE(read.series[0].columns.size() == 2);
  CHECK(read.series[0].columns[0].name == "loss.total");
  CHECK(read.series[0].columns[1].unit == "nat");
  CHECK(read.series[0].columns[1].help == "KL to the prior");
  CHECK(std::isnan(read.series[0].columns[1].values[1]));
  CHECK(read.series[0].columns[1].values[2] == 0.5);
  CHECK(read.final_metrics.at("acc") == 0.75);
  CHECK(std::isnan(read.final_metrics.at("silhouette")));
}

TEST_CASE("arrays are read one by one with their shapes and bits") {
  const test_support::TemporaryFolder folder;
  const TrialRecord written = test_support::sample_record();
  write_trial_file(folder / "t.h5", written);
  CHECK(list_trial_arrays(folder / "t.h5", "weights") ==
        std::vector<std::string>{"encoder/layer0.weight", "encoder/layer0.bias", "decoder/layer0.weight"});
  CHECK(list_trial_arrays(folder / "t.h5", "artifacts") == std::vector<std::string>{"assignment", "embedding/epoch_0003"});
  for (const Array& array : written.weights) {
    const Array read = read_trial_array(folder / "t.h5", "weights/" + array.name);
    CHECK(read.type == array.type);
    CHECK(read.shape == array.shape);
    CHECK(std::memcmp(read.data, array.data, array.bytes()) == 0);
  }
  const Array embedding = read_trial_array(folder / "t.h5", "artifacts/embedding/epoch_0003");
  CHECK(embedding.shape == std::vector<std::int64_t>{4, 2});
  CHECK(embedding.help == "features");
}

TEST_CASE("a failed trial says why and where") {
  const test_support::TemporaryFolder folder;
  write_trial_file(folder / "t.h5", test_support::failed_record());
  const TrialRecord read = read_trial_file(folder / "t.h5");
  REQUIRE(read.failure);
  CHECK(read.failure->code == "trial.crashed");
  CHECK(read.failure->component == "baseline.kmeans");
  CHECK(read.failure->epoch == 2);
  CHECK(read.events.empty());
  const TrialSummary summary = read_trial_summary(folder / "t.h5");
  CHECK(summary.status == "failed");
  CHECK(summary.error_text == "the process ended by signal 6");
  CHECK(std::isnan(summary.final_metrics.at("acc")));
}

TEST_CASE("equal records give equal files byte by byte") {
  const test_support::TemporaryFolder folder;
  write_trial_file(folder / "a.h5", test_support::sample_record());
  write_trial_file(folder / "b.h5", test_support::sample_record());
  CHECK(std::filesystem::file_size(folder / "a.h5") == std::filesystem::file_size(folder / "b.h5"));
  for (const std::string name : {"weights/encoder/layer0.weight", "artifacts/assignment"}) {
    const Array a = read_trial_array(folder / "a.h5", name);
    const Array b = read_trial_array(folder / "b.h5", name);
    CHECK(std::memcmp(a.data, b.data, a.bytes()) == 0);
  }
}
