#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "support/idx_files.hpp"
#include "train_harness.hpp"

using assay::train::Outcome;
using train_test::table;
using train_test::Trial;
using train_test::Value;

namespace {

/// The data themselves as features, measured by `metrics`.
Value raw_spec(Value dataset, Value::Array metrics) {
  return table({{"dataset", std::move(dataset)},
                {"baseline", table({{"use", "raw"}})},
                {"evaluate", table({{"every", 1}, {"embed_at", Value::Array{}}, {"batch", 2}, {"metrics", Value(std::move(metrics))}})}});
}

bool has_event(const Trial& trial, const std::string& code) {
  const auto events = trial.record().events;
  return std::any_of(events.begin(), events.end(), [&](const auto& event) { return event.code == code; });
}

}  // namespace

TEST_CASE("a metric of features alone is measured where no clusters are, on the parts of the data set") {
  const test_support::TemporaryFolder folder;
  const auto write = [&](const char* name, const std::vector<std::uint32_t>& sizes, const std::vector<int>& values) {
    test_support::write_file(folder.path() / name, test_support::idx_header(8, sizes) + test_support::idx_bytes(values));
    return (folder.path() / name).string();
  };
  Value::Table dataset{{"use", "idx"}, {"scale", "none"}};
  dataset["train_samples"] = write("train-images", {4, 1}, {0, 10, 200, 210});
  dataset["train_labels"] = write("train-labels", {4}, {0, 0, 1, 1});
  dataset["test_samples"] = write("test-images", {3, 1}, {5, 190, 220});
  dataset["test_labels"] = write("test-labels", {3}, {0, 1, 0});  // the last lies among the others
  Trial trial(raw_spec(Value(dataset), {table({{"use", "knn"}, {"k", Value::Array{1, 3}}}), table({{"use", "acc"}})}));
  REQUIRE(trial.run() == Outcome::done);
  const auto values = trial.record().final_metrics;
  CHECK(values.at("knn_error_1") == doctest::Approx(1.0 / 3.0));
  CHECK(values.at("knn_error_3") == doctest::Approx(1.0 / 3.0));
  CHECK(std::isnan(values.at("acc")));
  CHECK(has_event(trial, "evaluate.no-assignments"));
  CHECK_FALSE(has_event(trial, "evaluate.no-split"));
}

TEST_CASE("a metric that needs a test part is skipped where there is none") {
  Trial trial(raw_spec(table({{"use", "blobs"}, {"count", 50}, {"dimensions", 3}}), {table({{"use", "knn"}})}));
  REQUIRE(trial.run() == Outcome::done);
  CHECK(std::isnan(trial.record().final_metrics.at("knn_error_3")));
  CHECK(has_event(trial, "evaluate.no-split"));
}
