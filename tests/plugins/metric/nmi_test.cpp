#include <doctest/doctest.h>

#include "support/metric_inputs.hpp"

using namespace test_support;
using assay::Metric;

namespace {

std::vector<double> nmi(const assay::MetricInputs& inputs) { return make_component<Metric>("nmi", {})->evaluate(inputs); }

void check_all(const std::vector<double>& actual, const std::vector<double>& expected) {
  REQUIRE(actual.size() == expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) CHECK(actual[i] == doctest::Approx(expected[i]).epsilon(2e-6));
}

}  // namespace

TEST_CASE("the four normalisations have their hand-computed values") {
  check_all(nmi(small_example()), {0.529541, 0.515804, 0.420620, 0.666667});
  const std::vector<double> larger = nmi(larger_example());
  CHECK(larger[0] == doctest::Approx(0.611736).epsilon(2e-6));
  CHECK(larger[1] == doctest::Approx(0.611497).epsilon(2e-6));
}

TEST_CASE("the order of the outputs is that of the values") {
  const auto outputs = make_component<Metric>("nmi", {})->outputs();
  REQUIRE(outputs.size() == 4);
  CHECK(outputs[0].name == "nmi");
  CHECK(outputs[1].name == "nmi_arithmetic");
  CHECK(outputs[2].name == "nmi_max");
  CHECK(outputs[3].name == "nmi_min");
}

TEST_CASE("two partitions of one part agree and one of them alone tells nothing") {
  check_all(nmi(agreement({0, 0, 0}, {0, 0, 0})), {1.0, 1.0, 1.0, 1.0});
  check_all(nmi(agreement({2, 2, 2}, {1, 1, 1})), {1.0, 1.0, 1.0, 1.0});
  check_all(nmi(agreement({0, 1, 0}, {0, 0, 0})), {0.0, 0.0, 0.0, 0.0});
  check_all(nmi(agreement({0, 0, 0}, {0, 1, 2})), {0.0, 0.0, 0.0, 0.0});
}

TEST_CASE("renaming the clusters changes nothing and renamed classes give exactly 1") {
  CHECK(nmi(agreement({0, 0, 0, 1, 1, 1}, {2, 2, 0, 0, 1, 1})) == nmi(small_example()));
  for (const double value : nmi(agreement({0, 0, 1, 1, 2}, {2, 2, 0, 0, 1}))) {
    CHECK(value <= 1.0);
    CHECK(value == doctest::Approx(1.0));
  }
}

TEST_CASE("independent partitions share no information") { check_all(nmi(agreement({0, 0, 1, 1}, {0, 1, 0, 1})), {0.0, 0.0, 0.0, 0.0}); }
