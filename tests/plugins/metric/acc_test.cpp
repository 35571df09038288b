#include <algorithm>
#include <limits>
#include <numeric>
#include <set>
#include <vector>

#include <doctest/doctest.h>

#include "assay/metrics/assignment.hpp"
#include "support/metric_inputs.hpp"

using namespace test_support;
using assay::best_assignment;
using assay::Metric;

namespace {

double acc(const assay::MetricInputs& inputs) { return make_component<Metric>("acc", {})->evaluate(inputs).at(0); }
double majority(const assay::MetricInputs& inputs) { return make_component<Metric>("majority_acc", {})->evaluate(inputs).at(0); }

/// Of a matrix with one column for each row.
std::int64_t sum_of(const std::vector<std::int64_t>& gain, std::int64_t columns, const std::vector<std::int64_t>& column_of) {
  std::int64_t sum = 0;
  for (std::size_t row = 0; row < column_of.size(); ++row)
    sum += gain[row * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column_of[row])];
  return sum;
}

/// The best sum over all choices of different columns.
std::int64_t by_trying_all(const std::vector<std::int64_t>& gain, std::int64_t rows, std::int64_t columns) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(columns));
  std::iota(order.begin(), order.end(), 0);
  std::int64_t best = std::numeric_limits<std::int64_t>::min();
  do {
    best = std::max(best, sum_of(gain, columns, {order.begin(), order.begin() + rows}));
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

}  // namespace

TEST_CASE("accuracy has its hand-computed values") {
  CHECK(acc(small_example()) == doctest::Approx(4.0 / 6.0));
  CHECK(acc(larger_example()) == doctest::Approx(0.8));
  CHECK(acc(agreement({1, 1, 1, 1, 1, 1}, {0, 1, 2, 3, 4, 5})) == doctest::Approx(1.0 / 6.0));
}

TEST_CASE("noise is an error whatever its samples are") {
  assay::MetricInputs inputs = agreement({0, 0, 0, 1, 1, 2}, {0, 0, 1, 2, 2, 2});
  CHECK(acc(inputs) == doctest::Approx(4.0 / 6.0));
  inputs.noise = 0;
  CHECK(acc(inputs) == doctest::Approx(3.0 / 6.0));
  CHECK(majority(inputs) == doctest::Approx(3.0 / 6.0));
}

TEST_CASE("majority accuracy has its hand-computed values and rewards more clusters") {
  CHECK(majority(small_example()) == doctest::Approx(5.0 / 6.0));
  CHECK(majority(agreement({1, 1, 1, 1, 1, 1}, {0, 1, 2, 3, 4, 5})) == 1.0);
}

TEST_CASE("exemplar accuracy has its hand-computed value on the test samples alone") {
  // The first two samples are for training; one of them is the most certain of cluster 0, and is not asked.
  assay::MetricInputs inputs = agreement({2, 0, 0, 1, 1, 1}, {0, 1, 0, 0, 1, 1});
  inputs.split = torch::tensor({0, 0, 1, 1, 1, 1}).to(torch::kUInt8);
  inputs.responsibilities = vector({0.99, 0.01, 0.2, 0.8, 0.6, 0.4, 0.9, 0.1, 0.3, 0.7, 0.05, 0.95}).view({6, 2});
  const auto exemplar_acc = make_component<Metric>("exemplar_acc", {});
  CHECK(exemplar_acc->needs().responsibilities);
  CHECK(exemplar_acc->needs().split);
  // Exemplars: sample 3 (class 1) of cluster 0, sample 5 (class 1) of cluster 1. Of the test samples only number 2 has another class.
  CHECK(exemplar_acc->evaluate(inputs).at(0) == doctest::Approx(3.0 / 4.0));
  // The most certain sample decides, not the majority: with sample 2 as exemplar cluster 0 takes class 0, and sample 3 is wrong.
  inputs.responsibilities[2][0] = 0.95;
  CHECK(exemplar_acc->evaluate(inputs).at(0) == doctest::Approx(3.0 / 4.0));
  inputs.responsibilities[4][1] = 0.99;
  inputs.labels[4] = 2;
  CHECK(exemplar_acc->evaluate(inputs).at(0) == doctest::Approx(2.0 / 4.0));
  inputs.noise = 1;
  CHECK(exemplar_acc->evaluate(inputs).at(0) == doctest::Approx(1.0 / 4.0));
}

TEST_CASE("fewer clusters than classes leave classes out of reach") {
  CHECK(acc(agreement({0, 0, 1, 1, 2, 2}, {0, 0, 0, 0, 0, 0})) == doctest::Approx(2.0 / 6.0));
  assay::MetricInputs inputs = agreement({0, 0, 1, 1}, {0, 0, 0, 0});
  inputs.clusters = 7;  // clusters that stayed empty change nothing
  CHECK(acc(inputs) == doctest::Approx(0.5));
  CHECK(majority(inputs) == doctest::Approx(0.5));
}

TEST_CASE("renaming the clusters changes nothing and renamed classes give 1") {
  CHECK(acc(agreement({0, 0, 0, 1, 1, 1}, {2, 2, 0, 0, 1, 1})) == acc(small_example()));
  CHECK(acc(agreement({0, 0, 1, 1, 2}, {2, 2, 0, 0, 1})) == 1.0);
}

TEST_CASE("the assignment takes different columns with the best sum of all choices") {
  assay::Stream random = stream(17);
  for (int round = 0; round < 80; ++round) {
    const std::int64_t columns = 1 + random.integer(6);
    const std::int64_t rows = round % 4 == 0 ? columns : 1 + random.integer(columns);
    const std::int64_t range = round % 2 == 0 ? 4 : 1000;  // few values: many ties
    std::vector<std::int64_t> gain(static_cast<std::size_t>(rows * columns));
    for (auto& value : gain) value = random.integer(range);
    const std::vector<std::int64_t> column_of = best_assignment(gain, rows, columns);
    REQUIRE(column_of.size() == static_cast<std::size_t>(rows));
    CHECK(std::set<std::int64_t>(column_of.begin(), column_of.end()).size() == column_of.size());
    CHECK(sum_of(gain, columns, column_of) == by_trying_all(gain, rows, columns));
  }
}

TEST_CASE("many more clusters than classes cost no square of their number") {
  assay::MetricInputs inputs;
  inputs.clusters = 50000;  // whose square would be 20 GB
  inputs.assignments = torch::arange(inputs.clusters);
  inputs.labels = inputs.assignments.remainder(10);
  CHECK(acc(inputs) == doctest::Approx(10.0 / 50000.0));
}

TEST_CASE("labels and assignments of different length or below zero are refused") {
  assay::MetricInputs inputs = small_example();
  inputs.labels = integers({0, 1});
  CHECK(error_code([&] { return acc(inputs); }) == "metric.bad-input");
  inputs = small_example();
  inputs.labels = integers({0, 0, 0, 1, 1, -1});
  CHECK(error_code([&] { return acc(inputs); }) == "metric.bad-input");
}

TEST_CASE("it asks for labels and for no features") {
  const auto metric = make_component<Metric>("acc", {});
  CHECK(metric->needs().labels);
  CHECK_FALSE(metric->needs().features);
  CHECK(metric->outputs().at(0).name == "acc");
}
