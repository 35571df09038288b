#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <random>

#include "report/projection/neighbours.hpp"
#include "report/projection/pca.hpp"
#include "report/projection/quad_tree.hpp"
#include "report/projection/tsne.hpp"

using namespace assay::report;

namespace {

Rows random_rows(std::size_t count, std::size_t width, unsigned seed) {
  Rows rows = make_rows(count, width);
  std::mt19937 bits(seed);
  for (auto& value : rows.values) value = static_cast<double>(bits()) / 4294967296.0 - 0.5;
  return rows;
}

/// Two groups of rows far from each other.
Rows two_groups(std::size_t count) {
  Rows rows = random_rows(count, 5, 3);
  for (std::size_t i = 0; i < count; i += 2) rows.row(i)[1] += 20.0;
  return rows;
}

}  // namespace

TEST_CASE("the components of points on a line are that line") {
  Rows rows = make_rows(4, 2);
  rows.values = {0, 0, 3, 4, 6, 8, 9, 12};
  const Pca pca = principal_components(rows, 2);
  CHECK(pca.scores.row(0)[0] == doctest::Approx(-7.5));
  CHECK(pca.scores.row(3)[0] == doctest::Approx(7.5));
  CHECK(pca.variances[0] == doctest::Approx(125.0 / 3.0));  // 2 (7.5² + 2.5²) / 3
  CHECK(pca.variances[1] == doctest::Approx(0.0));
  CHECK(pca.total_variance == doctest::Approx(125.0 / 3.0));
}

TEST_CASE("scores are uncorrelated and have the variances they claim") {
  const Rows rows = random_rows(60, 8, 1);
  const Pca pca = principal_components(rows, 3);
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      double sum = 0.0;
      for (std::size_t i = 0; i < rows.count; ++i) sum += pca.scores.row(i)[a] * pca.scores.row(i)[b];
      CHECK(sum / 59.0 == doctest::Approx(a == b ? pca.variances[a] : 0.0).epsilon(1e-8).scale(1.0));
    }
  }
  CHECK(pca.variances[0] >= pca.variances[1]);
}

TEST_CASE("affinities are symmetric, sum to 1 and have the wanted perplexity") {
  const Rows rows = random_rows(40, 3, 2);
  const Affinities affinities = tsne_affinities(rows, 5.0);
  double sum = 0.0;
  for (std::size_t i = 0; i < rows.count; ++i) {
    for (std::size_t k = affinities.starts[i]; k < affinities.starts[i + 1]; ++k) {
      sum += affinities.values[k];
      const std::size_t j = affinities.columns[k];
      double back = -1.0;
      for (std::size_t m = affinities.starts[j]; m < affinities.starts[j + 1]; ++m) {
        if (affinities.columns[m] == i) back = affinities.values[m];
      }
      CHECK(back == affinities.values[k]);
    }
  }
  CHECK(sum == doctest::Approx(1.0));
}

TEST_CASE("the gradient of t-SNE is that of its divergence") {
  const Affinities affinities = tsne_affinities(random_rows(20, 4, 5), 4.0);
  Rows y = random_rows(20, 2, 6);
  const Rows gradient = tsne_gradient(affinities, y, 1.0, 0.0);
  constexpr double h = 1e-5;
  for (std::size_t k = 0; k < y.values.size(); ++k) {
    const double at = y.values[k];
    y.values[k] = at + h;
    const double above = tsne_divergence(affinities, y);
    y.values[k] = at - h;
    const double below = tsne_divergence(affinities, y);
    y.values[k] = at;
    CHECK(gradient.values[k] == doctest::Approx((above - below) / (2.0 * h)).epsilon(1e-5).scale(1.0));
  }
}

TEST_CASE("far cells taken as one change repulsions little, and twins count once each") {
  Rows points = random_rows(300, 2, 7);
  for (std::size_t d = 0; d < 2; ++d) points.row(1)[d] = points.row(2)[d] = points.row(0)[d];
  const QuadTree tree(points);
  for (const std::size_t i : {std::size_t{0}, std::size_t{10}, std::size_t{200}}) {
    double exact_sum = 0.0;
    std::array<double, 2> exact{0.0, 0.0};
    for (std::size_t j = 0; j < points.count; ++j) {
      if (j == i) continue;
      const double w = 1.0 / (1.0 + squared_distance(points.row(i), points.row(j), 2));
      exact_sum += w;
      for (std::size_t d = 0; d < 2; ++d) exact[d] += w * w * (points.row(i)[d] - points.row(j)[d]);
    }
    double sum = 0.0;
    std::array<double, 2> force{0.0, 0.0};
    tree.repulsion(points.row(i), 0.0, sum, force);
    CHECK(sum == doctest::Approx(exact_sum));
    CHECK(force[0] == doctest::Approx(exact[0]).scale(1.0));
    double near_sum = 0.0;
    std::array<double, 2> near{0.0, 0.0};
    tree.repulsion(points.row(i), 0.5, near_sum, near);
    CHECK(near_sum == doctest::Approx(exact_sum).epsilon(0.01));
  }
}

TEST_CASE("t-SNE keeps groups apart and neighbourhoods together, and gives the same bits again") {
  const Rows rows = two_groups(60);
  TsneOptions options;
  options.steps = 400;
  options.perplexity = 10.0;
  const Rows y = tsne(rows, options);
  const auto near = nearest_neighbours(y, 5);
  for (std::size_t i = 0; i < near.size(); ++i) {
    for (const auto& neighbour : near[i]) CHECK(neighbour.index % 2 == i % 2);
  }
  CHECK(tsne(rows, options).values == y.values);
}

TEST_CASE("trustworthiness is 1 for the same neighbourhoods and less by the hand-computed penalty otherwise") {
  Rows line = make_rows(5, 1);
  line.values = {0.0, 1.0, 2.1, 3.3, 4.6};
  CHECK(trustworthiness(line, line, 2) == 1.0);
  Rows swapped = make_rows(5, 1);
  swapped.values = {0.0, 4.6, 2.1, 3.3, 1.0};  // the second and the last row change places
  // Nearest in `swapped` and its rank in `line`, k = 1: row 0 → 4 (rank 4), 1 → 3 (3), 2 → 4 (4), 3 → 2 (1), 4 → 0 (4): penalty 3 + 2 + 3 + 0 + 3.
  CHECK(trustworthiness(line, swapped, 1) == doctest::Approx(1.0 - 11.0 * 2.0 / (5.0 * 1.0 * (10.0 - 3.0 - 1.0))));
}
