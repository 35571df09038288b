#include <doctest/doctest.h>

#include <cmath>

#include "report/statistics.hpp"

TEST_CASE("statistics of five numbers by hand") {
  // 2, 4, 4, 5, 10: mean 25 / 5 = 5; squares 9 + 1 + 1 + 0 + 25 = 36, 36 / 4 = 9, root 3.
  const auto result = assay::report::describe({10.0, 4.0, 2.0, 5.0, 4.0});
  CHECK(result.count == 5);
  CHECK(result.mean == 5.0);
  CHECK(result.standard_deviation == 3.0);
  CHECK(result.median == 4.0);
  CHECK(result.lowest == 2.0);
  CHECK(result.highest == 10.0);
}

TEST_CASE("the median of an even count lies between the middle two") { CHECK(assay::report::describe({4.0, 1.0, 2.0, 100.0}).median == 3.0); }

TEST_CASE("NaN is neither counted nor averaged") {
  const auto result = assay::report::describe({std::nan(""), 1.0, std::nan(""), 3.0});
  CHECK(result.count == 2);
  CHECK(result.mean == 2.0);
  CHECK(result.standard_deviation == doctest::Approx(std::sqrt(2.0)));
}

TEST_CASE("one number has a mean but no deviation and none has nothing") {
  const auto one = assay::report::describe({7.0});
  CHECK(one.mean == 7.0);
  CHECK(one.median == 7.0);
  CHECK(std::isnan(one.standard_deviation));
  const auto none = assay::report::describe({});
  CHECK(none.count == 0);
  CHECK(std::isnan(none.mean));
  CHECK(std::isnan(none.median));
}

TEST_CASE("a small spread around a large mean does not cancel") {
  // 1e9 + {1, 2, 3}: deviation 1.
  CHECK(assay::report::describe({1e9 + 1, 1e9 + 2, 1e9 + 3}).standard_deviation == 1.0);
}
