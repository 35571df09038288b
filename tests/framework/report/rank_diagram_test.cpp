#include <doctest/doctest.h>

#include "report/comparison/rank_diagram.hpp"
#include "support/compared_run.hpp"

using namespace assay::report;

namespace {

/// Five arms with the mean ranks 1, 1.5, 2.2, 4 and 4.5 in cliques 0–1, 1–2 and 3–4.
struct FiveArms {
  FiveArms() {
    comparison.metric = "acc";
    comparison.arms = {"e<5>", "d", "c", "b", "a"};
    ranks.blocks = "seeds";
    ranks.arms = {4, 3, 2, 1, 0};
    ranks.test.blocks = 12;
    ranks.test.mean_ranks = {1.0, 1.5, 2.2, 4.0, 4.5};
    ranks.critical_difference = 1.0;
    ranks.cliques = {{0, 1}, {1, 2}, {3, 4}};
  }
  Comparison comparison;
  RankComparison ranks;
};

}  // namespace

TEST_CASE("the better half stands on one side and bars that overlap have levels of their own") {
  const FiveArms sample;
  const RankDiagram diagram = make_rank_diagram(sample.comparison, sample.ranks);
  CHECK(diagram.caption == "Mean ranks by ACC (%) over 12 seeds");
  CHECK(diagram.ranks == 5);
  REQUIRE(diagram.labels.size() == 5);
  CHECK(diagram.labels[0].arm == "a");
  const std::vector<bool> best_half = {true, true, true, false, false};
  const std::vector<std::size_t> levels = {0, 1, 2, 1, 0};
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(diagram.labels[i].best_half == best_half[i]);
    CHECK(diagram.labels[i].level == levels[i]);
  }
  REQUIRE(diagram.bars.size() == 3);
  CHECK(diagram.bars[0].level == 0);
  CHECK(diagram.bars[1].level == 1);
  CHECK(diagram.bars[1].to == 2.2);
  CHECK(diagram.bars[2].level == 0);
  CHECK(diagram.bar_levels == 2);
  CHECK(diagram.label_levels == 3);
}

TEST_CASE("the diagram as SVG names every arm and escapes its name") {
  const FiveArms sample;
  const std::string svg = rank_diagram_svg(make_rank_diagram(sample.comparison, sample.ranks));
  CHECK(svg.substr(0, 5) == "<svg ");
  CHECK(svg.find(">a (1.00)</text>") != std::string::npos);
  CHECK(svg.find(">e&lt;5&gt; (4.50)</text>") != std::string::npos);
  CHECK(svg.find(">CD = 1.00</text>") != std::string::npos);
  CHECK(svg.substr(svg.size() - 7) == "</svg>\n");
}
