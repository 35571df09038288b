#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "report/comparison/comparison_format.hpp"
#include "report/comparison/ranking.hpp"
#include "support/compared_run.hpp"
#include "support/swept_run.hpp"

using namespace assay;
using namespace assay::report;
using doctest::Approx;
using test_support::compared_run;

namespace {

/// Arm a is ahead of b by 1 … 6 points, b and c change places.
record::RunView six_seeds() {
  return compared_run({{{0.81, 0.82, 0.83, 0.84, 0.85, 0.86}, {0.80, 0.80, 0.80, 0.80, 0.80, 0.80}, {0.79, 0.81, 0.78, 0.81, 0.79, 0.81}}});
}

bool mentions(const std::vector<std::string>& warnings, const std::string& text) {
  return std::any_of(warnings.begin(), warnings.end(), [&](const auto& warning) { return warning.find(text) != std::string::npos; });
}

}  // namespace

TEST_CASE("every arm is compared with every other by seed") {
  const auto comparison = compare(six_seeds(), {});
  CHECK(comparison.metric == "acc");
  REQUIRE(comparison.cases.size() == 1);
  REQUIRE(comparison.cases[0].pairs.size() == 3);
  const PairComparison& first = comparison.cases[0].pairs[0];
  CHECK(comparison.arms[first.arm] == "a");
  CHECK(comparison.arms[first.against] == "b");
  CHECK(first.count == 6);
  CHECK(first.mean == Approx(0.835));
  CHECK(first.difference == Approx(0.035));
  CHECK(first.interval.low > 0.01);
  CHECK(first.interval.high < 0.06);
  CHECK(first.test.p == 2.0 / 64.0);
  // p are 1/32 twice, for c against a, b, and 1 for b against c, whose differences 1 −1 2 −1 1 −1 have the rank sums 12 and 9.
  CHECK(first.adjusted_p == 3.0 / 32.0);
  CHECK(comparison.cases[0].pairs[1].adjusted_p == 3.0 / 32.0);
  CHECK(first.rank_biserial == 1.0);
  CHECK(first.vargha_delaney == 1.0);
  const PairComparison& last = comparison.cases[0].pairs[2];
  CHECK(last.test.positive == 12.0);
  CHECK(last.test.negative == 9.0);
}

TEST_CASE("rounding breaks no ties between differences") {
  // 0.3 − 0.2 and 0.2 − 0.1 differ in the last bits.
  const auto comparison = compare(compared_run({{{0.3, 0.2, 0.7}, {0.2, 0.1, 0.7}}}), {});
  const WilcoxonResult& test = comparison.cases[0].pairs[0].test;
  CHECK(test.count == 2);
  CHECK(test.positive == 3.0);
}

TEST_CASE("with a baseline every arm is compared with that one") {
  const auto comparison = compare(six_seeds(), {"acc", "b", 0.05});
  const auto& pairs = comparison.cases[0].pairs;
  REQUIRE(pairs.size() == 2);
  CHECK(comparison.arms[pairs[0].arm] == "a");
  CHECK(comparison.arms[pairs[1].arm] == "c");
  CHECK(pairs[1].against == pairs[0].against);
  CHECK(pairs[0].adjusted_p == 2.0 / 32.0);
}

TEST_CASE("an arm at swept values is an arm of its own") {
  const auto comparison = compare(test_support::swept_run(), {"acc", "dec_1, loss.x.weight = 9", 0.05});
  CHECK(comparison.arms.size() == 4);
  CHECK(comparison.cases.size() == 2);
  CHECK(comparison.cases[0].pairs.size() == 3);
  CHECK(comparison.cases[1].pairs[0].difference == Approx(-0.4));
}

TEST_CASE("arms are ranked over the seeds of one data set") {
  const auto comparison = compare(six_seeds(), {});
  REQUIRE(comparison.ranks);
  CHECK(comparison.ranks->blocks == "seeds");
  CHECK(comparison.ranks->test.blocks == 6);
  // a is always first, b second in three of six.
  CHECK(comparison.ranks->test.mean_ranks == std::vector<double>{1.0, 2.5, 2.5});
  CHECK(comparison.ranks->means[0] == Approx(0.835));
  CHECK(comparison.ranks->critical_difference == Approx(2.3437 * std::sqrt(12.0 / 36.0)).epsilon(1e-3));
  REQUIRE(comparison.ranks->cliques.size() == 1);
  CHECK(comparison.ranks->cliques[0] == std::vector<std::size_t>{1, 2});
  CHECK(comparison.ranks->nemenyi[0][1] < 0.05);
  CHECK(comparison.ranks->nemenyi[1][2] == Approx(1.0));
}

TEST_CASE("with several cases each is one block, the mean over its seeds") {
  // b has one good seed in x, but the lower mean.
  const auto comparison = compare(compared_run({{{0.5, 0.5}, {0.6, 0.2}, {0.1, 0.1}}, {{0.5, 0.5}, {0.4, 0.4}, {0.3, 0.3}}}), {});
  REQUIRE(comparison.ranks);
  CHECK(comparison.ranks->blocks == "cases");
  CHECK(comparison.ranks->test.blocks == 2);
  CHECK(comparison.ranks->test.mean_ranks == std::vector<double>{1.0, 2.0, 3.0});
  CHECK(comparison.ranks->means[1] == Approx(0.4));
}

TEST_CASE("the lowest error ranks first") {
  auto run = six_seeds();
  for (auto& trial : run.trials) trial.final_metrics = {{"knn_error_3", 1.0 - trial.final_metrics.at("acc")}};
  const auto comparison = compare(run, {});
  CHECK(comparison.lower_is_better);
  CHECK(comparison.arms[comparison.ranks->arms[0]] == "a");
  CHECK(comparison.ranks->means[0] == Approx(0.165));
  CHECK(format_comparison(comparison, TableFormat::text).find("lower is better: a negative difference is in favour of arm\n") != std::string::npos);
}

TEST_CASE("cliques are the largest groups closer than the critical difference") {
  using Cliques = std::vector<std::vector<std::size_t>>;
  CHECK(cliques_of({1.0, 1.5, 2.2, 4.0}, 1.0) == Cliques{{0, 1}, {1, 2}});
  CHECK(cliques_of({1.0, 1.1, 1.2, 4.0}, 1.0) == Cliques{{0, 1, 2}});
  CHECK(cliques_of({1.0, 2.0, 3.0}, 1.0).empty());
}

TEST_CASE("only equal seeds are compared and the rest is said") {
  const auto comparison = compare(compared_run({{{0.5, 0.6, 0.7, 0.8}, {-1.0, 0.5, 0.5, std::nan("")}, {-1.0, -1.0, -1.0, -1.0}}}), {});
  REQUIRE(comparison.cases[0].pairs.size() == 1);
  CHECK(comparison.cases[0].pairs[0].count == 2);
  CHECK(comparison.cases[0].pairs[0].mean == Approx(0.65));
  CHECK_FALSE(comparison.ranks);
  CHECK(comparison.warnings ==
        std::vector<std::string>{
            "b has numbers for 2 of 4 seeds (1 trial failed): only equal seeds are compared", "c has no numbers and is left out (4 trials failed)",
            "2 seeds are too few: the smallest p that the signed-rank test can reach is 2/2^2 = 0.5, so no difference can be significant at 0.05; "
            "that takes 6 seeds"});
}

TEST_CASE("too few seeds are said with Holm's correction and ranks of few blocks") {
  const auto comparison = compare(six_seeds(), {});
  CHECK(mentions(comparison.warnings,
                 "6 seeds are too few: the smallest p that the signed-rank test can reach is 2/2^6 = 0.03125, 0.09375 after "
                 "Holm's correction for 3 comparisons, so no difference can be significant at 0.05; that takes 7 seeds"));
  CHECK(mentions(comparison.warnings,
                 "the tests of ranks are approximate for so few: 6 seeds and 3 arms, where Demšar (2006) asks for more than 10 and 5"));
  CHECK_FALSE(mentions(compare(six_seeds(), {"acc", "a", 0.1}).warnings, "too few"));
}

TEST_CASE("a run that goes on and a case in which an arm is not tried are said") {
  auto run = compared_run({{{0.5, 0.5}, {0.6, 0.2}, {0.1, 0.1}}, {{0.5, 0.5}, {0.4, 0.4}, {}}});
  run.trials.back().status = "pending";
  run.trials.back().final_metrics.clear();
  const auto comparison = compare(run, {});
  CHECK(mentions(comparison.warnings, "this run is not finished: 1 of 10 trials have not ended yet"));
  CHECK(mentions(comparison.warnings, "y: b has numbers for 1 of 2 seeds: only equal seeds are compared"));
  CHECK(mentions(comparison.warnings, "y is no block of the ranks: no seed has numbers for every arm"));
  CHECK(mentions(comparison.warnings, "no ranks: they take two cases in which every arm has numbers, there is 1"));
}

TEST_CASE("the comparison as text") {
  CHECK(format_comparison(compare(six_seeds(), {"acc", "b", 0.05}), TableFormat::text) == R"(Compared: ACC (%)

arm  against  n  difference  95% interval   p       p (Holm)  r      d_z    A12
---  -------  -  ----------  -------------  ------  --------  -----  -----  ----
a    b        6  3.50        [2.17, 5.00]   0.0312  0.0625    1.00   1.87   1.00
c    b        6  -0.17       [-1.17, 0.67]  1.0000  1.0000    -0.14  -0.13  0.50

Compared: ranks by ACC (%) over 6 seeds

arm  mean rank  mean   group
---  ---------  -----  -----
a    1.00       83.50  -
b    2.50       80.00  a
c    2.50       79.83  a

difference: mean of arm − against over equal seeds, with its bootstrap interval (BCa, 10000 resamples)
p: two-sided Wilcoxon signed-rank test; p (Holm): corrected for the comparisons of its table, * at most 0.05
r: matched-pairs rank-biserial correlation; d_z: Cohen's, of the differences; A12: Vargha and Delaney's
rank 1 is the best; Friedman: χ² = 9 with 2 degrees of freedom, p = 0.0111; Iman and Davenport: F = 15 with 2 and 10, p = 0.0010
arms that share a group differ by less than the critical difference 1.353 (Nemenyi, α = 0.05)
warning: 6 seeds are too few: the smallest p that the signed-rank test can reach is 2/2^6 = 0.03125, 0.0625 after Holm's correction for 2 comparisons, so no difference can be significant at 0.05; that takes 7 seeds
warning: the tests of ranks are approximate for so few: 6 seeds and 3 arms, where Demšar (2006) asks for more than 10 and 5
)");
}

TEST_CASE("the comparison in the other formats") {
  const auto comparison = compare(six_seeds(), {});
  CHECK(format_comparison(comparison, TableFormat::markdown).find("| a | b | 6 | 3.50 | [") != std::string::npos);
  CHECK(format_comparison(comparison, TableFormat::latex).find("b & c & 6 & 0.17 & {[}$-$0.") != std::string::npos);
  const std::string csv = format_comparison(comparison, TableFormat::csv);
  CHECK(csv.substr(0, 26) == "metric,case,arm,against,n,");
  CHECK(csv.find("\nacc,,a,b,6,0.835") != std::string::npos);
  const Value json = parse_json(format_comparison(comparison, TableFormat::json));
  CHECK(json.at("schema").integer() == 1);
  const Value& pair = json.at("cases").array().at(0).at("pairs").array().at(0);
  CHECK(pair.at("p").real() == 0.03125);
  CHECK(pair.at("interval").array().size() == 2);
  CHECK(json.find_path("ranks.arms")->array().at(0).at("arm").string() == "a");
  CHECK(json.find_path("ranks.cliques")->array().at(0).array().at(1).string() == "c");
  CHECK(json.at("warnings").array().size() == 2);
}

TEST_CASE("one seed has no interval and no deviation") {
  const auto comparison = compare(compared_run({{{0.5}, {0.4}}}), {});
  CHECK(std::isnan(comparison.cases[0].pairs[0].interval.low));
  CHECK(format_comparison(comparison, TableFormat::text).find("a    b        1  10.00       -             1.0000  1.0000    1.00  -    1.00") !=
        std::string::npos);
}

TEST_CASE("a level that is none is refused") {
  for (const double alpha : {0.0, 0.6, std::nan("")}) {
    try {
      compare(six_seeds(), {"acc", "", alpha});
      FAIL("expected an error");
    } catch (const SpecError& error) {
      CHECK(error.code() == "compare.bad-alpha");
    }
  }
}

TEST_CASE("what cannot be compared is an error") {
  auto nothing_yet = six_seeds();
  for (auto& trial : nothing_yet.trials) trial.final_metrics.clear();
  CHECK_THROWS_AS(compare(nothing_yet, {}), DataError);
  try {
    compare(six_seeds(), {"acc", "bb", 0.05});
    FAIL("expected an error");
  } catch (const SpecError& error) {
    CHECK(error.code() == "compare.unknown-baseline");
  }
  try {
    compare(compared_run({{{0.5, -1.0}, {-1.0, 0.5}}}), {});
    FAIL("expected an error");
  } catch (const DataError& error) {
    CHECK(error.code() == "compare.too-few-arms");
    CHECK(std::string(error.what()) == "no two arms of this run have numbers for 'acc' at equal seeds");
  }
}
