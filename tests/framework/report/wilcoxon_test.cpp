#include <doctest/doctest.h>

#include <cmath>

#include "report/inference/holm.hpp"
#include "report/inference/ranks.hpp"
#include "report/inference/wilcoxon.hpp"

using namespace assay::report;

TEST_CASE("equal values share the mean of their ranks") {
  CHECK(average_ranks({10.0, 30.0, 20.0}) == std::vector<double>{1.0, 3.0, 2.0});
  CHECK(average_ranks({2.0, 1.0, 2.0, 2.0}) == std::vector<double>{3.0, 1.0, 3.0, 3.0});
  CHECK(average_ranks({}).empty());
  CHECK(tie_sum({1.0, 2.0, 3.0}) == 0.0);
  // Three and two equal: 27 − 3 + 8 − 2.
  CHECK(tie_sum({2.0, 4.5, 2.0, 4.5, 2.0}) == 30.0);
}

TEST_CASE("the exact signed-rank test counts the signs") {
  // Ranks 1 … 5, negative sum 4: of 32 choices ∅, 1, 2, 3, 4, 1 + 2 and 1 + 3 have a sum of at most 4.
  const auto result = wilcoxon({0.1, 0.2, 0.3, -0.4, 0.5});
  CHECK(result.count == 5);
  CHECK(result.positive == 11.0);
  CHECK(result.negative == 4.0);
  CHECK(result.exact);
  CHECK(result.p == 2.0 * 7.0 / 32.0);
  CHECK(wilcoxon({-1.0, -2.0, -3.0, -4.0, -5.0}).p == 2.0 / 32.0);
}

TEST_CASE("the exact signed-rank test counts tied ranks as they are") {
  // Ranks 1.5, 1.5, 3.5, 3.5, negative sum 1.5: ∅ and the two single 1.5 of 16.
  CHECK(wilcoxon({1.0, -1.0, 2.0, 2.0}).p == 2.0 * 3.0 / 16.0);
  CHECK(wilcoxon({1.0, 1.0, 1.0}).p == 2.0 / 8.0);
  CHECK(wilcoxon({1.0, 1.0, -1.0}).p == 1.0);
}

TEST_CASE("zero differences are dropped before ranking") {
  const auto result = wilcoxon({0.0, 0.1, 0.2, 0.0, 0.3, -0.4, 0.5});
  CHECK(result.count == 5);
  CHECK(result.p == 2.0 * 7.0 / 32.0);
  const auto none = wilcoxon({0.0, 0.0});
  CHECK(none.count == 0);
  CHECK(none.p == 1.0);
}

TEST_CASE("the normal signed-rank test corrects its variance for ties") {
  // Untied: mean 7.5, variance 5 · 6 · 11 / 24.
  CHECK(wilcoxon({0.1, 0.2, 0.3, -0.4, 0.5}, WilcoxonMethod::normal).p == doctest::Approx(std::erfc(3.5 / std::sqrt(2.0 * 13.75))).epsilon(1e-14));
  // Two pairs of ties: mean 5, variance (4 · 5 · 9 − (6 + 6) / 2) / 24.
  const auto tied = wilcoxon({1.0, -1.0, 2.0, 2.0}, WilcoxonMethod::normal);
  CHECK_FALSE(tied.exact);
  CHECK(tied.p == doctest::Approx(std::erfc(3.5 / std::sqrt(2.0 * 7.25))).epsilon(1e-14));
}

TEST_CASE("beyond fifty differences the signed-rank test is normal") {
  std::vector<double> differences(50);
  for (std::size_t i = 0; i < differences.size(); ++i) differences[i] = (i % 3 == 0 ? -1.0 : 1.0) * static_cast<double>(i + 1);
  const auto exact = wilcoxon(differences);
  CHECK(exact.exact);
  CHECK(exact.p == doctest::Approx(wilcoxon(differences, WilcoxonMethod::normal).p).epsilon(0.02));
  differences.push_back(51.0);
  CHECK_FALSE(wilcoxon(differences).exact);
}

TEST_CASE("few pairs bound the p of the signed-rank test from below") {
  CHECK(smallest_wilcoxon_p(0) == 1.0);
  CHECK(smallest_wilcoxon_p(5) == 0.0625);
  CHECK(smallest_wilcoxon_p(6) == 0.03125);
}

TEST_CASE("Holm's procedure steps down and never falls") {
  // 0.005 · 4, 0.01 · 3, 0.03 · 2, then 0.04 · 1 is raised to 0.06.
  const auto adjusted = holm({0.01, 0.04, 0.03, 0.005});
  const std::vector<double> expected = {0.03, 0.06, 0.06, 0.02};
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(adjusted[i] == doctest::Approx(expected[i]).epsilon(1e-14));
  CHECK(holm({0.5, 0.9}) == std::vector<double>{1.0, 1.0});
  CHECK(holm({}).empty());
}
