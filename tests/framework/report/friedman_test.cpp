#include <doctest/doctest.h>

#include <cmath>

#include "report/inference/friedman.hpp"
#include "report/inference/studentized_range.hpp"

using namespace assay::report;
using doctest::Approx;

TEST_CASE("Friedman's test by hand") {
  // Ranks 1 2 3, 1 3 2, 1 2 3, 2 1 3: means 1.25, 2, 2.75; χ² = 12 · 4 / (3 · 4) · (0.75² + 0 + 0.75²) = 4.5.
  const auto result = friedman({{0.9, 0.8, 0.7}, {0.9, 0.1, 0.2}, {0.5, 0.4, 0.3}, {0.6, 0.7, 0.5}});
  CHECK(result.blocks == 4);
  CHECK(result.mean_ranks == std::vector<double>{1.25, 2.0, 2.75});
  CHECK(result.chi_squared == Approx(4.5).epsilon(1e-14));
  CHECK(result.chi_squared_p == Approx(std::exp(-2.25)).epsilon(1e-13));  // two degrees of freedom
  CHECK(result.f == Approx(3.0 * 4.5 / 3.5).epsilon(1e-13));
  CHECK(result.f_p == Approx(std::pow(1.0 + result.f / 3.0, -3.0)).epsilon(1e-13));  // 2 and 6 degrees of freedom
}

TEST_CASE("Friedman's test corrects for ties") {
  // Ranks 1.5 1.5 3, 1 2 3, 1 2 3: means 7/6, 11/6, 3; Σ (mean − 2)² = (25 + 1 + 36) / 36; uncorrected 3 · that, over 1 − 6 / 72.
  const auto result = friedman({{0.9, 0.9, 0.7}, {0.9, 0.8, 0.2}, {0.5, 0.4, 0.3}});
  CHECK(result.chi_squared == Approx(3.0 * 62.0 / 36.0 * 72.0 / 66.0).epsilon(1e-14));
}

TEST_CASE("Friedman's test at its limits") {
  const auto tied = friedman({{0.5, 0.5, 0.5}, {0.1, 0.1, 0.1}});
  CHECK(tied.mean_ranks == std::vector<double>{2.0, 2.0, 2.0});
  CHECK(tied.chi_squared_p == 1.0);
  CHECK(tied.f_p == 1.0);
  const auto alike = friedman({{0.9, 0.8, 0.7, 0.1}, {0.8, 0.7, 0.6, 0.2}, {0.4, 0.3, 0.2, 0.1}});
  CHECK(alike.chi_squared == Approx(9.0).epsilon(1e-14));
  CHECK(std::isinf(alike.f));
  CHECK(alike.f_p == 0.0);
}

TEST_CASE("the studentized range of two numbers is that of their difference") {
  for (const double q : {0.0, 0.1, 1.0, 2.772, 5.0}) CHECK(studentized_range_upper(q, 2) == Approx(std::erfc(0.5 * q)).epsilon(1e-12));
}

TEST_CASE("critical values of the Nemenyi test are those in the table of Demšar (2006)") {
  const auto value = [](double alpha, std::size_t groups) { return studentized_range_quantile(alpha, groups) / std::sqrt(2.0); };
  const std::vector<double> five_percent = {1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164};
  const std::vector<double> ten_percent = {1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.780, 2.855, 2.920};
  // The table rounds some of its figures down.
  for (std::size_t i = 0; i < five_percent.size(); ++i) {
    CHECK(std::abs(value(0.05, i + 2) - five_percent[i]) < 1.1e-3);
    CHECK(std::abs(value(0.10, i + 2) - ten_percent[i]) < 1.1e-3);
  }
  // The example of section 3.2.2 there: four classifiers on 14 data sets, CD = 1.25.
  CHECK(critical_difference(0.05, 4, 14) == Approx(1.25).epsilon(0.005));
}

TEST_CASE("a difference of ranks as large as the critical one has p equal to α") {
  for (const std::size_t groups : {3U, 7U, 20U}) CHECK(nemenyi_p(critical_difference(0.05, groups, 9), groups, 9) == Approx(0.05).epsilon(1e-10));
  CHECK(nemenyi_p(0.0, 5, 9) == Approx(1.0));
}
