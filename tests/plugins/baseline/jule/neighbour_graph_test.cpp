#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "neighbour_graph.hpp"
#include "support/plugin_inputs.hpp"

using namespace test_support;
using namespace assay::baseline_jule;

namespace {

NeighbourGraph on_a_line(const std::vector<double>& places, std::int64_t neighbours, double width = 1.0) {
  return neighbour_graph(Points(vector(places).unsqueeze(1)), neighbours, width);
}

}  // namespace

TEST_CASE("weights fall with the squared distance in units of its mean") {
  // Squared distances to the nearest: 1, 1 and 4, mean 2.
  const NeighbourGraph graph = on_a_line({0.0, 1.0, 3.0}, 1);
  CHECK(graph.neighbours == std::vector<std::int64_t>{1, 0, 1});
  CHECK(graph.weights[0] == doctest::Approx(std::exp(-0.5)));
  CHECK(graph.weights[2] == doctest::Approx(std::exp(-2.0)));
  CHECK(on_a_line({0.0, 1.0, 3.0}, 1, 4.0).weights[2] == doctest::Approx(std::exp(-0.5)));
}

TEST_CASE("no sample is its own neighbour and there are no more neighbours than other samples") {
  const NeighbourGraph all = on_a_line({0.0, 2.0, 5.0}, 20);
  CHECK(all.degree == 2);
  CHECK(all.neighbours == std::vector<std::int64_t>{1, 2, 0, 2, 1, 0});
  // Many equal samples: nothing says which are nearest, and their distances have no mean to be measured by.
  const NeighbourGraph equal = on_a_line(std::vector<double>(12, 7.0), 3);
  CHECK(equal.count() == 12);
  for (std::size_t edge = 0; edge < equal.neighbours.size(); ++edge) {
    CHECK(equal.neighbours[edge] != static_cast<std::int64_t>(edge) / 3);
    CHECK(equal.weights[edge] == 1.0);
  }
}

TEST_CASE("chains of first neighbours make the initial clusters") {
  // 20 ↔ 21, 0 ↔ 1 ← 2.5 ← 4.5 ← 7: the last of them is met before those that it leads to.
  CHECK(chained_clusters(on_a_line({20.0, 0.0, 7.0, 1.0, 21.0, 2.5, 4.5}, 2)) == std::vector<std::int64_t>{0, 1, 1, 1, 0, 1, 1});
}

TEST_CASE("a chain ends after 50 hops") {
  // Each of 120 samples is nearest to the next; the last two are nearest to each other.
  NeighbourGraph graph;
  graph.degree = 1;
  for (std::int64_t i = 0; i < 120; ++i) graph.neighbours.push_back(i < 119 ? i + 1 : 118);
  graph.weights.assign(120, 1.0);
  const auto clusters = chained_clusters(graph);
  CHECK(std::count(clusters.begin(), clusters.end(), 0) == 51);
  CHECK(std::count(clusters.begin(), clusters.end(), 1) == 51);
  CHECK(std::count(clusters.begin(), clusters.end(), 2) == 18);
}
