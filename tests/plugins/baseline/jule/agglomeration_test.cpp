#include <numeric>

#include <doctest/doctest.h>

#include "agglomeration.hpp"
#include "dense_clusters.hpp"

using namespace test_support;
using namespace assay::baseline_jule;

namespace {

/// W = [[0, .8, .1, 0], [.9, 0, 0, .2], [.3, 0, 0, .7], [0, .1, .6, 0]].
NeighbourGraph four_samples() { return {2, {1, 2, 0, 3, 0, 3, 1, 2}, {0.8, 0.1, 0.9, 0.2, 0.3, 0.7, 0.1, 0.6}}; }

NeighbourGraph random_graph(std::int64_t count, std::int64_t degree, std::uint64_t seed) {
  return neighbour_graph(Points(stream(seed).normal({count, 3})), degree, 1.0);
}

Agglomeration singles(const NeighbourGraph& graph, bool exact, std::int64_t nearest_clusters = 5) {
  std::vector<std::int64_t> clusters(static_cast<std::size_t>(graph.count()));
  std::iota(clusters.begin(), clusters.end(), 0);
  return {graph, clusters, {exact, nearest_clusters}};
}

/// The names that clusters have in `found`, in the order of `expected`.
std::vector<std::int64_t> names(const DenseClusters& expected, const std::vector<std::int64_t>& name_of_sample) {
  std::vector<std::int64_t> out;
  const Tensor first = expected.first_samples();
  for (std::int64_t i = 0; i < first.numel(); ++i) out.push_back(name_of_sample[static_cast<std::size_t>(first[i].item<std::int64_t>())]);
  return out;
}

/// Merges by both until no affinity is left, and compares them after each merge.
void compare(const NeighbourGraph& graph, bool exact, std::int64_t nearest_clusters) {
  Agglomeration found = singles(graph, exact, nearest_clusters);
  DenseClusters expected(graph, exact, nearest_clusters);
  std::vector<std::int64_t> name_of_sample(static_cast<std::size_t>(graph.count()));
  std::iota(name_of_sample.begin(), name_of_sample.end(), 0);
  while (const auto best = expected.best()) {
    const auto own = found.best();
    REQUIRE(own.has_value());
    CHECK(own->affinity == doctest::Approx(best->affinity).epsilon(1e-10));
    const std::int64_t kept = found.merge(own->first, own->second);
    const std::int64_t gone = kept == own->first ? own->second : own->first;
    std::replace(name_of_sample.begin(), name_of_sample.end(), gone, kept);
    expected.merge(best->first, best->second);
    REQUIRE(found.count() == expected.count());
    REQUIRE(torch::equal(integers(found.clusters()), expected.clusters()));
    const auto name = names(expected, name_of_sample);
    double largest_error = 0.0;
    for (std::size_t a = 0; a < name.size(); ++a) {
      const Tensor row = expected.one_way()[static_cast<std::int64_t>(a)];
      for (std::size_t b = 0; b < name.size(); ++b) {
        const double error = std::abs(found.one_way(name[a], name[b]) - row.data_ptr<double>()[b]);
        largest_error = std::max(largest_error, error);
      }
    }
    CHECK(largest_error < 1e-10);
  }
  CHECK_FALSE(found.best().has_value());
}

}  // namespace

TEST_CASE("the affinities of four samples have their hand-computed values") {
  for (const bool exact : {false, true}) {
    const Agglomeration one_against_three(four_samples(), {0, 1, 1, 1}, {exact, 5});
    CHECK(one_against_three.one_way(0, 1) == doctest::Approx(0.75));
    CHECK(one_against_three.one_way(1, 0) == doctest::Approx(1.08));
    CHECK(one_against_three.affinity(0, 1) == doctest::Approx(0.75 + 1.08 / 9.0));
    const Agglomeration halves(four_samples(), {0, 0, 1, 1}, {exact, 5});
    CHECK(halves.affinity(0, 1) == doctest::Approx(0.025));
    CHECK(halves.affinity(1, 0) == doctest::Approx(0.025));
  }
}

TEST_CASE("merging keeps what is exact and the fast update drops what crosses") {
  for (const bool exact : {false, true}) {
    Agglomeration clusters = singles(four_samples(), exact);
    clusters.merge(2, 3);
    const std::int64_t both = clusters.merge(1, 2);
    CHECK(clusters.one_way(0, both) == doctest::Approx(0.75));
    // Of sample 0: (0.9 + 0.3)(0.8 + 0.1) or 0.9 · 0.8 + 0.3 · 0.1.
    CHECK(clusters.one_way(both, 0) == doctest::Approx(exact ? 1.08 : 0.75));
  }
}

TEST_CASE("every merge is that of a dense implementation") {
  // 130 clusters begin with the rule for more than 100.
  for (const bool exact : {false, true}) compare(random_graph(130, 7, 1), exact, 5);
  compare(random_graph(104, 4, 3), true, 1);
  compare(random_graph(104, 4, 4), false, 3);
}

TEST_CASE("of more than 100 clusters the one that stands out from its neighbourhood is merged first") {
  // Pairs of mutual neighbours. The strongest ties are those of samples 0 to 3, but there each has two of the same strength.
  NeighbourGraph graph;
  graph.degree = 2;
  constexpr std::int64_t count = 102;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t partner = i % 2 == 0 ? i + 1 : i - 1;
    const std::int64_t other = i < 4 ? (i + 2) % 4 : (partner + 2) % count;
    graph.neighbours.insert(graph.neighbours.end(), {partner, other});
    const double first = i < 4 ? 0.9 : i < 6 ? 0.8 : 0.5;
    graph.weights.insert(graph.weights.end(), {first, i < 4 ? 0.9 : 0.0});
  }
  const auto plain = singles(graph, true, 1).best();
  REQUIRE(plain.has_value());
  CHECK(plain->affinity == doctest::Approx(2.0 * 0.81));
  const auto standing_out = singles(graph, true, 2).best();
  REQUIRE(standing_out.has_value());
  CHECK(std::min(standing_out->first, standing_out->second) == 4);
  CHECK(standing_out->affinity == doctest::Approx(2.0 * 0.64));
}

TEST_CASE("a cluster is isolated when no edges lead both to another cluster and back") {
  // 0 and 1 point at each other, 2 at them, 3 and 4 at 2.
  const NeighbourGraph graph{1, {1, 0, 1, 2, 2}, {1.0, 1.0, 1.0, 1.0, 1.0}};
  Agglomeration clusters = singles(graph, true);
  const auto best = clusters.best();
  REQUIRE(best.has_value());
  CHECK(best->first == 0);
  CHECK(best->second == 1);
  CHECK(clusters.smallest_isolated() == 2);
  clusters.merge(2, 4);
  CHECK(clusters.smallest_isolated() == 3);
  CHECK(singles({1, {1, 0}, {1.0, 1.0}}, true).smallest_isolated() == -1);
}

TEST_CASE("clusters are numbered in order of their first samples") {
  Agglomeration clusters = singles(random_graph(6, 2, 1), false);
  clusters.merge(5, 1);
  clusters.merge(3, 4);
  CHECK(clusters.clusters() == std::vector<std::int64_t>{0, 1, 2, 3, 3, 1});
  CHECK(clusters.count() == 4);
}
