#include <doctest/doctest.h>

#include "support/metric_inputs.hpp"

using namespace test_support;

namespace {

double ari(const assay::MetricInputs& inputs) { return make_component<assay::Metric>("ari", {})->evaluate(inputs).at(0); }

}  // namespace

TEST_CASE("the adjusted Rand index has its hand-computed values") {
  CHECK(ari(small_example()) == doctest::Approx(0.242424).epsilon(2e-6));
  CHECK(ari(larger_example()) == doctest::Approx(0.460432).epsilon(2e-6));
  // Every pair of the crossed labels disagrees: (0 - 2/3) / (2 - 2/3).
  CHECK(ari(agreement({0, 0, 1, 1}, {0, 1, 0, 1})) == doctest::Approx(-0.5));
}

TEST_CASE("renaming the clusters changes nothing and renamed classes give 1") {
  CHECK(ari(agreement({0, 0, 0, 1, 1, 1}, {2, 2, 0, 0, 1, 1})) == ari(small_example()));
  CHECK(ari(agreement({0, 0, 1, 1, 2}, {2, 2, 0, 0, 1})) == doctest::Approx(1.0));
}

TEST_CASE("degenerate partitions have the values of their limits") {
  CHECK(ari(agreement({0, 0, 0}, {0, 0, 0})) == 1.0);
  CHECK(ari(agreement({0, 1, 2}, {2, 0, 1})) == 1.0);
  CHECK(ari(agreement({0, 0, 0}, {0, 1, 2})) == 0.0);
  CHECK(ari(agreement({0}, {0})) == 1.0);
}
