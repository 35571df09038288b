#include <doctest/doctest.h>
#include <torch/types.h>

#include "calibration.hpp"
#include "support/plugin_inputs.hpp"

using assay::Tensor;
using test_support::integers;
using test_support::make_component;

namespace {

/// Four test samples, of which the third is predicted wrongly, and two others, of which the first is.
assay::MetricInputs six_samples() {
  assay::MetricInputs inputs;
  inputs.labels = integers({0, 1, 0, 1, 1, 0});
  inputs.split = integers({1, 1, 1, 1, 0, 0}).to(torch::kUInt8);
  inputs.validation = integers({3, 4});
  inputs.probabilities = torch::tensor({0.95, 0.05, 0.35, 0.65, 0.38, 0.62, 0.1, 0.9, 0.8, 0.2, 0.7, 0.3}).view({6, 2});
  return inputs;
}

double measured(const std::string& metric, assay::Value::Table options = {}) {
  return make_component<assay::Metric>(metric, std::move(options))->evaluate(six_samples()).at(0);
}

}  // namespace

TEST_CASE("errors count the wrong ones of the test part, and of the validation samples") {
  CHECK(measured("error") == doctest::Approx(0.25));
  CHECK(measured("accuracy") == doctest::Approx(0.75));
  CHECK(measured("validation_error") == doctest::Approx(0.5));
}

TEST_CASE("calibration compares confidence with accuracy bin by bin") {
  // Bins of width 0.1: {0.65, 0.62} with one of two right, {0.9}, {0.95}: |1 - 1.27| + |1 - 0.9| + |1 - 0.95|, over four.
  CHECK(measured("ece", {{"bins", 10}}) == doctest::Approx((0.27 + 0.1 + 0.05) / 4).epsilon(1e-6));
  // One bin: accuracy 0.75 and mean confidence 0.78.
  CHECK(measured("ece", {{"bins", 1}}) == doctest::Approx(0.03).epsilon(1e-6));
}

TEST_CASE("certainty that is always right is calibrated, and certainty that is always wrong as badly as can be") {
  const Tensor certain = torch::eye(3);
  CHECK(assay::metric_classification::expected_calibration_error(certain, integers({0, 1, 2}), 15) == 0.0);
  CHECK(assay::metric_classification::expected_calibration_error(certain, integers({1, 2, 0}), 15) == 1.0);
}

TEST_CASE("the validation error needs no test part, and the others no validation samples") {
  const auto needs = [](const char* metric) { return make_component<assay::Metric>(metric, {})->needs(); };
  CHECK_FALSE(needs("validation_error").split);
  CHECK(needs("validation_error").validation);
  for (const char* metric : {"error", "accuracy", "ece"}) {
    CAPTURE(metric);
    CHECK(needs(metric).split);
    CHECK_FALSE(needs(metric).validation);
    CHECK_FALSE(needs(metric).assignments);
  }
}
