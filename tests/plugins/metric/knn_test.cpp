#include <cmath>
#include <limits>
#include <utility>

#include <doctest/doctest.h>

#include "support/plugin_inputs.hpp"
#include "vote.hpp"

using namespace test_support;
using assay::Metric;
using assay::metric_knn::majority;

namespace {

assay::MetricInputs inputs_of(const Tensor& features, const std::vector<std::int64_t>& labels, const std::vector<std::int64_t>& split) {
  assay::MetricInputs inputs;
  inputs.features = features;
  inputs.labels = integers(labels);
  inputs.split = integers(split).to(torch::kUInt8);
  return inputs;
}

std::vector<double> errors(const assay::MetricInputs& inputs, assay::Value::Array k) {
  return make_component<Metric>("knn", {{"k", assay::Value(std::move(k))}})->evaluate(inputs);
}

Tensor column(const std::vector<double>& values) { return vector(values).unsqueeze(1); }

/// Three overlapping classes in four dimensions; every third sample is for testing.
assay::MetricInputs overlapping(std::int64_t count) {
  const Tensor labels = torch::arange(count).remainder(3);
  assay::MetricInputs inputs;
  inputs.features = stream(2).normal({count, 4}) + labels.to(torch::kFloat32).unsqueeze(1);
  inputs.labels = labels;
  inputs.split = torch::arange(count).remainder(5).eq(0).to(torch::kUInt8);
  return inputs;
}

}  // namespace

TEST_CASE("the majority wins, and ties go to the smallest or to the nearest") {
  const std::int64_t labels[] = {2, 1, 1, 2, 0};
  CHECK(majority(labels, 1, 3).smallest == 2);
  CHECK(majority(labels, 2, 3).smallest == 1);
  CHECK(majority(labels, 2, 3).nearest == 2);
  CHECK(majority(labels, 3, 3).nearest == 1);
  CHECK(majority(labels, 4, 3).smallest == 1);
  CHECK(majority(labels, 4, 3).nearest == 2);
  CHECK(majority(labels, 5, 3).smallest == 1);
}

TEST_CASE("errors on a line have their hand-computed values") {
  // Training samples 0, 1, 2 of class 1 and 4, 9 of class 0; test samples between them, out of order.
  const auto inputs = inputs_of(column({0.0, 1.1, 1.0, 3.2, 2.0, 4.0, 9.0, 8.0}), {1, 1, 1, 1, 1, 0, 0, 0}, {0, 1, 0, 1, 0, 0, 0, 1});
  // 1.1 → 1; 3.2 → 4 (0), 2 (1), 1 (1), 0 (1); 8 → 9 (0), 4 (0), 2 (1), 1 (1).
  const auto values = errors(inputs, {1, 2, 3, 4});
  REQUIRE(values.size() == 8);
  CHECK(values[0] == doctest::Approx(1.0 / 3.0));  // 3.2 is wrong
  CHECK(values[1] == doctest::Approx(1.0 / 3.0));  // its tie goes to 0
  CHECK(values[2] == 0.0);
  CHECK(values[3] == 0.0);  // the tie of 8 goes to 0
  CHECK(values[5] == doctest::Approx(1.0 / 3.0));
  CHECK(values[7] == 0.0);
}

TEST_CASE("outputs are named by k, smaller is better, and clusters are not asked for") {
  const auto metric = make_component<Metric>("knn", {});
  std::vector<std::string> names;
  for (const auto& output : metric->outputs()) {
    names.push_back(output.name);
    CHECK_FALSE(output.higher_is_better);
  }
  CHECK(names ==
        std::vector<std::string>{"knn_error_3", "knn_error_5", "knn_error_10", "knn_error_3_nearest", "knn_error_5_nearest", "knn_error_10_nearest"});
  CHECK_FALSE(metric->needs().assignments);
  CHECK(metric->needs().split);
}

TEST_CASE("the nearest sample of a set to itself has its class") {
  assay::MetricInputs inputs = overlapping(200);
  inputs.features = torch::cat({inputs.features, inputs.features});
  inputs.labels = torch::cat({inputs.labels, inputs.labels});
  inputs.split = torch::cat({torch::zeros({200}, torch::kUInt8), torch::ones({200}, torch::kUInt8)});
  CHECK(errors(inputs, {1}).at(0) == 0.0);
  CHECK(errors(inputs, {9}).at(0) > 0.0);
}

TEST_CASE("moving and turning the features changes nothing, stretching one coordinate does") {
  const assay::MetricInputs inputs = overlapping(400);
  const auto values = errors(inputs, {3, 10});
  CHECK(values.at(0) > 0.05);
  assay::MetricInputs turned = inputs;
  const Tensor rotation = std::get<0>(torch::linalg_qr(stream(3).normal({4, 4})));
  turned.features = inputs.features.mm(rotation) + 5.0;
  CHECK(errors(turned, {3, 10}) == values);
  assay::MetricInputs stretched = inputs;
  stretched.features = inputs.features * vector({100.0, 1.0, 1.0, 1.0});
  CHECK(errors(stretched, {3, 10}) != values);
}

TEST_CASE("where no vote is possible there is no number") {
  const auto inputs = inputs_of(column({0.0, 1.0, 2.0}), {0, 1, 0}, {0, 0, 1});
  const auto values = errors(inputs, {2, 3});
  CHECK_FALSE(std::isnan(values.at(0)));
  CHECK(std::isnan(values.at(1)));
  const auto broken = inputs_of(column({0.0, 1.0, std::numeric_limits<double>::infinity()}), {0, 1, 0}, {0, 0, 1});
  CHECK(std::isnan(errors(broken, {1}).at(0)));
}

TEST_CASE("options that make no sense are refused") {
  const auto make = [](assay::Value::Array k) {
    return error_code([&] { return make_component<Metric>("knn", {{"k", assay::Value(std::move(k))}}); });
  };
  CHECK(make({}) == "spec.inconsistent-options");
  CHECK(make({3, 3}) == "spec.inconsistent-options");
  CHECK_FALSE(make({0}).empty());
}
