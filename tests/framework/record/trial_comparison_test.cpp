#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "record/trial_comparison.hpp"
#include "record/trial_file.hpp"
#include "support/sample_record.hpp"
#include "support/temporary_folder.hpp"

using namespace assay::record;

namespace {

/// What a comparison of the sample with a changed sample finds.
template <typename Change>
TrialComparison compare_with(Change change) {
  const test_support::TemporaryFolder folder;
  TrialRecord record = test_support::sample_record();
  write_trial_file(folder / "left.h5", record);
  change(record);
  write_trial_file(folder / "right.h5", record);
  return compare_trials(folder / "left.h5", folder / "right.h5");
}

}  // namespace

TEST_CASE("a trial equals itself, whenever and wherever it ran") {
  const auto found = compare_with([](TrialRecord& record) {
    record.wall_s += 100.0;
    record.host = "elsewhere";
    record.finished_utc = "2030-01-01T00:00:00.000Z";
    for (auto& group : record.series) {
      for (auto& seconds : group.wall_s) seconds += 1.0;
    }
  });
  CHECK(found.differing == std::vector<std::string>{});
  CHECK(found.compared > test_support::sample_record().weights.size());
}

TEST_CASE("the last bit of a series, of a final metric and of an array is seen, and named by its path") {
  const auto series = compare_with([](TrialRecord& record) {
    auto& value = record.series.front().columns.front().values.front();
    value = std::nextafter(value, 1e300);
  });
  const TrialRecord sample = test_support::sample_record();
  CHECK(series.differing == std::vector<std::string>{"series/" + sample.series.front().cadence + '/' + sample.series.front().columns.front().name});

  const std::string metric = sample.final_metrics.begin()->first;
  const auto final = compare_with([&](TrialRecord& record) { record.final_metrics[metric] = std::nextafter(record.final_metrics[metric], 1e300); });
  CHECK(final.differing == std::vector<std::string>{"final/" + metric});

  const std::string weight = sample.weights.front().name;
  const auto zeroed = compare_with([&](TrialRecord& record) {
    auto& array = record.weights.front();
    array = make_array(weight, std::vector<float>(array.elements(), -0.0F), array.shape);
  });
  CHECK(zeroed.differing == std::vector<std::string>{"weights/" + weight});
}

TEST_CASE("what one file alone has differs, in either order") {
  const auto one_less = [](TrialRecord& record) { record.weights.pop_back(); };
  const auto one_more = [](TrialRecord& record) { record.final_metrics["extra"] = 1.0; };
  CHECK(compare_with(one_less).differing == std::vector<std::string>{"weights/" + test_support::sample_record().weights.back().name});
  CHECK(compare_with(one_more).differing == std::vector<std::string>{"final/extra"});
}

TEST_CASE("a NaN equals itself, and 0 differs from -0") {
  const test_support::TemporaryFolder folder;
  const auto write = [&](const char* name, double value) {
    TrialRecord record = test_support::sample_record();
    record.final_metrics["value"] = value;
    write_trial_file(folder / name, record);
    return folder / name;
  };
  CHECK(compare_trials(write("nan1.h5", std::nan("")), write("nan2.h5", std::nan(""))).differing.empty());
  CHECK(compare_trials(write("zero.h5", 0.0), write("minus.h5", -0.0)).differing == std::vector<std::string>{"final/value"});
}

TEST_CASE("the environment's differences are named with both values") {
  const TrialRecord left = test_support::sample_record();
  TrialRecord right = left;
  CHECK(environment_differences(left, right).empty());
  right.git = "another";
  right.plugins.pop_back();
  right.build["threads"] = "64";
  const auto found = environment_differences(left, right);
  REQUIRE(found.size() == 3);
  CHECK(found[0].what == "build.threads");
  CHECK(found[0].right == "64");
  CHECK(found[1].what == "commit");
  CHECK(found[1].left == left.git);
  CHECK(found[2].what == "plugin " + left.plugins.back().kind + '.' + left.plugins.back().name);
  CHECK(found[2].right.empty());
}
