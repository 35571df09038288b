#include <doctest/doctest.h>

#include <assay/testing.hpp>

TEST_CASE("purity counts the majority class of each cluster") {
  const auto metric = assay::testing::make<assay::Metric>("@name@");
  assay::MetricInputs inputs;
  inputs.clusters = 2;
  inputs.assignments = torch::tensor({0, 0, 0, 1, 1}, torch::kInt64);
  inputs.labels = torch::tensor({0, 0, 1, 1, 1}, torch::kInt64);
  const auto values = metric->evaluate(inputs);
  REQUIRE(values.size() == metric->outputs().size());
  CHECK(values.front() == doctest::Approx(0.8));
}

TEST_CASE("one cluster per sample is pure") {
  const auto metric = assay::testing::make<assay::Metric>("@name@");
  assay::MetricInputs inputs;
  inputs.clusters = 3;
  inputs.assignments = torch::tensor({0, 1, 2}, torch::kInt64);
  inputs.labels = torch::tensor({5, 1, 5}, torch::kInt64);
  CHECK(metric->evaluate(inputs).front() == 1.0);
}
