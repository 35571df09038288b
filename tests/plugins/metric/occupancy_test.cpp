#include <cmath>

#include <doctest/doctest.h>

#include "support/metric_inputs.hpp"

using namespace test_support;

namespace {

std::vector<double> occupancy(const std::vector<std::int64_t>& assignments, std::int64_t clusters) {
  assay::MetricInputs inputs = agreement(assignments, assignments);
  inputs.labels = Tensor();
  inputs.clusters = clusters;
  return make_component<assay::Metric>("occupancy", {})->evaluate(inputs);
}

}  // namespace

TEST_CASE("occupancy tells even clusters from a collapse") {
  CHECK(occupancy({0, 1, 2, 3}, 4) == std::vector<double>{1.0, 4.0, 0.25, 0.25});
  CHECK(occupancy({2, 2, 2, 2}, 4) == std::vector<double>{0.0, 1.0, 0.0, 1.0});
  const std::vector<double> uneven = occupancy({0, 0, 0, 1}, 2);
  CHECK(uneven[0] == doctest::Approx(-(0.75 * std::log(0.75) + 0.25 * std::log(0.25)) / std::log(2.0)));
  CHECK(uneven[1] == 2.0);
  CHECK(uneven[2] == 0.25);
  CHECK(uneven[3] == 0.75);
}

TEST_CASE("a single cluster is even by definition") { CHECK(occupancy({0, 0}, 1) == std::vector<double>{1.0, 1.0, 1.0, 1.0}); }

TEST_CASE("it needs neither labels nor features") {
  const auto needs = make_component<assay::Metric>("occupancy", {})->needs();
  CHECK_FALSE(needs.labels);
  CHECK_FALSE(needs.features);
}
