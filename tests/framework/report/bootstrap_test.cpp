#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "report/inference/bootstrap.hpp"
#include "report/inference/effect_size.hpp"

using namespace assay::report;
using doctest::Approx;

TEST_CASE("bootstrap draws depend on their name alone and favour no position") {
  const auto draws = bootstrap_draws(5, 10000, "a");
  REQUIRE(draws.size() == 50000);
  CHECK(draws == bootstrap_draws(5, 10000, "a"));
  CHECK(draws != bootstrap_draws(5, 10000, "b"));
  for (std::size_t position = 0; position < 5; ++position) {
    // 10,000 expected, standard deviation √(50000 · 0.2 · 0.8) = 89.
    CHECK(std::abs(static_cast<double>(std::count(draws.begin(), draws.end(), position)) - 10000.0) < 450.0);
  }
}

TEST_CASE("the bootstrap interval of all four resamples of two numbers") {
  // Means 0, 1, 1, 2 around 1: no bias, no skewness; the quartiles lie three quarters of the way from 0 to 1 and a quarter from 1 to 2.
  const auto interval = bootstrap_interval({2.0, 0.0}, {0, 0, 0, 1, 1, 0, 1, 1}, 0.5);
  CHECK(interval.low == Approx(0.75).epsilon(1e-12));
  CHECK(interval.high == Approx(1.25).epsilon(1e-12));
}

TEST_CASE("a skewed sample has a skewed interval") {
  const std::vector<double> sample = {0.0, 0.0, 0.1, 0.1, 0.2, 0.2, 0.3, 2.0};
  const double mean = 2.9 / 8.0;
  const auto interval = bootstrap_interval(sample, bootstrap_draws(sample.size(), 10000, "skewed"), 0.95);
  CHECK(interval.low > 0.0);
  CHECK(interval.high - mean > 2.0 * (mean - interval.low));
}

TEST_CASE("the bootstrap interval of equal values is a point and of none unknown") {
  const auto point = bootstrap_interval({0.3, 0.3, 0.3}, bootstrap_draws(3, 100, "x"), 0.95);
  CHECK(point.low == 0.3);
  CHECK(point.high == 0.3);
  CHECK(std::isnan(bootstrap_interval({}, {}, 0.95).low));
}

TEST_CASE("effect sizes by hand") {
  const std::vector<double> differences = {1.0, 2.0, 3.0, -4.0, 5.0};
  CHECK(rank_biserial(differences) == Approx((11.0 - 4.0) / 15.0));
  CHECK(rank_biserial({0.0, 0.0}) == 0.0);
  // Mean 1.4, squares 55 − 5 · 1.96 = 45.2.
  CHECK(cohens_dz(differences) == Approx(1.4 / std::sqrt(45.2 / 4.0)));
  CHECK(std::isnan(cohens_dz({0.5, 0.5})));
  // 3 against 3 and 1: half and one; 4 beats both.
  CHECK(vargha_delaney({3.0, 4.0}, {3.0, 1.0}) == 3.5 / 4.0);
  CHECK(std::isnan(vargha_delaney({}, {1.0})));
}
