#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <set>
#include <utility>

#include <doctest/doctest.h>

#include "../../common/points.hpp"
#include "../common/lloyd.hpp"
#include "../common/seeding.hpp"
#include "support/fitted.hpp"

using namespace test_support;
using namespace baselines;
using plugin_common::squared_distance;

namespace {

Tensor column(const std::vector<double>& values) { return vector(values).unsqueeze(1); }

/// Clusters of unequal size and spread in `dimensions` dimensions.
Tensor planted(std::int64_t count, std::int64_t clusters, std::int64_t dimensions, double spread, std::uint64_t seed) {
  assay::Stream random = stream(seed);
  const Tensor centres = 4.0 * random.normal({clusters, dimensions});
  const Tensor member = random.uniform({count}).square().mul_(static_cast<double>(clusters)).to(torch::kInt64).clamp_max(clusters - 1);
  return centres.index_select(0, member) + spread * random.normal({count, dimensions});
}

Tensor shifted(const Points& points, const std::vector<double>& centres) {
  return torch::tensor(centres, torch::kFloat64).unsqueeze(1) - points.mean();
}

/// Σ_i min_k ‖x_i − c_k‖² by the definition, in double precision.
double inertia_by_definition(const Tensor& x, const Tensor& centres) {
  const Tensor differences = x.to(torch::kFloat64).unsqueeze(1) - centres.unsqueeze(0);
  return std::get<0>(differences.square().sum(2).min(1)).sum().item<double>();
}

Fitted fitted(const Tensor& x, assay::Value::Table options, std::uint64_t seed = 1) {
  return test_support::fitted("kmeans", x, std::move(options), seed);
}

}  // namespace

TEST_CASE("the selection probabilities of k-means++ have their hand-computed values") {
  const Points points(column({0.0, 1.0, 10.0, 11.0}));
  const std::vector<double> weights = squared_distances(points, {0});
  CHECK(weights == std::vector<double>{0.0, 1.0, 100.0, 121.0});
  std::vector<double> cumulative(4);
  std::partial_sum(weights.begin(), weights.end(), cumulative.begin());
  CHECK(draw(cumulative, 0.0) == 1);
  CHECK(draw(cumulative, 0.004504) == 1);
  CHECK(draw(cumulative, 0.004505) == 2);
  CHECK(draw(cumulative, 0.454954) == 2);
  CHECK(draw(cumulative, 0.454955) == 3);
  CHECK(draw(cumulative, 1.0) == 3);
}

TEST_CASE("a sample of weight zero is drawn only when all weights are zero") {
  CHECK(draw({0.0, 2.0, 2.0, 5.0, 5.0}, 0.0) == 1);
  CHECK(draw({0.0, 2.0, 2.0, 5.0, 5.0}, 0.4) == 3);
  CHECK(draw({0.0, 2.0, 2.0, 5.0, 5.0}, 1.0) == 3);
  CHECK(draw({0.0, 0.0, 0.0, 0.0}, 0.6) == 2);
}

TEST_CASE("the centres of k-means++ are distinct samples") {
  const Tensor x = planted(200, 5, 3, 0.5, 3);
  const Points points(x);
  for (const std::int64_t candidates : {1, 4}) {
    assay::Stream random = stream(8);
    const Tensor centres = seed_centres(points, 12, candidates, random);
    std::set<std::int64_t> nearest;
    for (std::int64_t k = 0; k < 12; ++k) {
      std::int64_t best = 0;
      double smallest = std::numeric_limits<double>::infinity();
      for (std::int64_t i = 0; i < points.count(); ++i) {
        const double distance = squared_distance(points.row(i), centres.data_ptr<double>() + 3 * k, 3);
        if (distance < smallest) {
          smallest = distance;
          best = i;
        }
      }
      CHECK(smallest == 0.0);
      nearest.insert(best);
    }
    CHECK(nearest.size() == 12);
  }
}

TEST_CASE("greedy seeding starts lower than the plain one on average") {
  const Points points(planted(500, 8, 4, 0.3, 4));
  const auto mean_potential = [&](std::int64_t candidates) {
    assay::Stream random = stream(21);
    double sum = 0.0;
    for (int round = 0; round < 30; ++round) {
      Partition partition(points, 8);
      const Tensor centres = seed_centres(points, 8, candidates, random);
      partition.assign(centres);
      sum += partition.inertia(centres);
    }
    return sum / 30.0;
  };
  CHECK(mean_potential(4) < mean_potential(1));
}

TEST_CASE("Lloyd from 0 and 10 settles after the first update") {
  const Points points(column({0.0, 1.0, 10.0, 11.0}));
  std::vector<double> inertia;
  const LloydResult result = lloyd(points, shifted(points, {0.0, 10.0}), {}, [&](double value) { inertia.push_back(value); });
  const Tensor centres = result.centres + points.mean();
  CHECK(centres[0].item<double>() == doctest::Approx(0.5));
  CHECK(centres[1].item<double>() == doctest::Approx(10.5));
  CHECK(result.inertia == doctest::Approx(1.0));
  CHECK(result.iterations == 2);
  REQUIRE(inertia.size() == 2);
  CHECK(inertia[0] == doctest::Approx(2.0));
  CHECK(inertia[1] == doctest::Approx(1.0));
}

TEST_CASE("a sample halfway between two centres goes to the one of lower index") {
  const Points points(column({0.0, 2.0, 1.0, -1.0, 3.0}));
  for (const auto& order : {std::vector<double>{0.0, 2.0}, std::vector<double>{2.0, 0.0}}) {
    Partition partition(points, 2);
    partition.assign(shifted(points, order));
    CHECK(partition.clusters()[2] == 0);
  }
}

TEST_CASE("an empty cluster takes the farthest sample out of its cluster") {
  const Points points(column({0.0, 1.0, 2.0, 20.0}));
  Partition partition(points, 2);
  const Tensor centres = shifted(points, {1.0, 100.0});
  partition.assign(centres);
  CHECK(partition.clusters() == std::vector<std::int64_t>{0, 0, 0, 0});
  partition.fill_empty_clusters();
  CHECK(partition.clusters() == std::vector<std::int64_t>{0, 0, 0, 1});
  const Tensor moved = partition.averages(centres) + points.mean();
  CHECK(moved[0].item<double>() == doctest::Approx(1.0));
  CHECK(moved[1].item<double>() == doctest::Approx(20.0));
}

TEST_CASE("filling empty clusters never empties another one") {
  const Points points(column({0.0, 50.0, 51.0}));
  Partition partition(points, 3);
  partition.assign(shifted(points, {10.0, 50.0, 1000.0}));
  // Sample 0 is farthest but alone in its cluster.
  partition.fill_empty_clusters();
  CHECK(partition.clusters() == std::vector<std::int64_t>{0, 1, 2});
}

TEST_CASE("fewer distinct samples than clusters end with inertia 0 and empty clusters") {
  const Fitted model = fitted(column({1.0, 1.0, 5.0, 5.0, 1.0}), {{"clusters", 4}, {"n_init", 2}});
  CHECK(model.saved("inertia").item<double>() == 0.0);
  CHECK(model.saved("centres").isfinite().all().item<bool>());
}

TEST_CASE("the inertia never rises from iteration to iteration") {
  for (const double spread : {0.3, 2.0, 8.0}) {
    const Fitted model = fitted(planted(2000, 7, 10, spread, 5), {{"clusters", 7}, {"n_init", 1}, {"tolerance", 0.0}});
    const std::vector<double>& inertia = model.series("kmeans.iteration_inertia");
    REQUIRE(inertia.size() >= 2);
    for (std::size_t i = 1; i < inertia.size(); ++i) CHECK(inertia[i] <= inertia[i - 1] * (1.0 + 1e-12));
  }
}

TEST_CASE("the reported inertia is that of the definition even far from the origin") {
  for (const double offset : {0.0, 3000.0}) {
    const Tensor x = planted(800, 4, 6, 0.5, 6) + offset;
    const Fitted model = fitted(x, {{"clusters", 4}, {"n_init", 2}});
    CHECK(model.saved("inertia").item<double>() == doctest::Approx(inertia_by_definition(x, model.saved("centres"))).epsilon(1e-7));
  }
}

TEST_CASE("tight clusters far apart are told apart exactly") {
  // Within single precision the expanded distance cannot tell 0.001 from 0.002 at a radius of 1000.
  Tensor x = torch::empty({40, 1}, torch::kFloat32);
  for (std::int64_t i = 0; i < 40; ++i) x[i][0] = (i % 2 == 0 ? -1000.0 : 1000.0) + 0.01 * static_cast<double>(i / 2 % 2);
  const Fitted model = fitted(x, {{"clusters", 4}, {"n_init", 10}});
  CHECK(model.saved("inertia").item<double>() < 1e-6);
}

TEST_CASE("the best restart is kept and the series tell of all") {
  const Tensor x = planted(400, 6, 2, 0.4, 9);
  const Fitted model = fitted(x, {{"clusters", 6}, {"n_init", 8}, {"candidates", 1}});
  const std::vector<double> inertia = model.series("kmeans.inertia");
  REQUIRE(inertia.size() == 8);
  CHECK(model.saved("inertia").item<double>() == *std::min_element(inertia.begin(), inertia.end()));
  CHECK(model.series("kmeans.best_inertia").back() == model.saved("inertia").item<double>());
  CHECK(*std::max_element(inertia.begin(), inertia.end()) > *std::min_element(inertia.begin(), inertia.end()));
  CHECK(model.context->rounds == std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8});
  double iterations = 0.0;
  for (const double count : model.series("kmeans.iterations")) iterations += count;
  CHECK(model.series("kmeans.iteration_inertia").size() == static_cast<std::size_t>(iterations));
}

TEST_CASE("the same seed gives the same centres and another seed other draws") {
  const Tensor x = planted(300, 5, 3, 2.0, 10);
  const Fitted first = fitted(x, {{"clusters", 5}, {"n_init", 1}}, 1);
  CHECK(torch::equal(first.saved("centres"), fitted(x, {{"clusters", 5}, {"n_init", 1}}, 1).saved("centres")));
  CHECK_FALSE(torch::equal(first.saved("centres"), fitted(x, {{"clusters", 5}, {"n_init", 1}}, 2).saved("centres")));
}

TEST_CASE("a fit that was stopped and restored ends with the same bits") {
  const Tensor x = planted(400, 6, 5, 2.0, 11);
  const assay::Value::Table options = {{"clusters", 6}, {"n_init", 6}};
  const Fitted whole = fitted(x, options);

  auto first = make_component<assay::Baseline>("kmeans", options);
  FakeFitContext before(1);
  before.after_round = [](std::int64_t round) { return round < 2; };
  first->fit(x, before);
  CHECK(before.rounds.size() == 2);
  assay::StateDict state;
  first->save(state);

  auto second = make_component<assay::Baseline>("kmeans", options);
  second->restore(state);
  FakeFitContext after(1);
  after.streams().restore(before.streams().state());
  second->fit(x, after);
  CHECK(after.rounds == std::vector<std::int64_t>{3, 4, 5, 6});
  assay::StateDict last;
  second->save(last);
  CHECK(torch::equal(last.get("centres"), whole.saved("centres")));
  CHECK(last.get_number("inertia") == whole.saved("inertia").item<double>());
  CHECK(last.get_number("iterations_done") == whole.saved("iterations_done").item<double>());
}

TEST_CASE("responsibilities are one-hot at the nearest centre") {
  const Tensor x = planted(300, 4, 3, 1.0, 12);
  const Fitted model = fitted(x, {{"clusters", 4}, {"n_init", 2}});
  const Tensor one_hot = model.responsibilities(x);
  CHECK(one_hot.sizes() == at::IntArrayRef({300, 4}));
  CHECK(torch::equal(one_hot.sum(1), torch::ones({300})));
  const Tensor distances = (x.to(torch::kFloat64).unsqueeze(1) - model.saved("centres").unsqueeze(0)).square().sum(2);
  CHECK(torch::equal(one_hot.argmax(1), distances.argmin(1)));
}

TEST_CASE("well separated clusters are found") {
  const Fitted model = fitted(planted(600, 5, 8, 0.1, 13), {{"clusters", 5}});
  // Each of the 600 samples keeps about the variance of its own noise.
  CHECK(model.saved("inertia").item<double>() == doctest::Approx(600 * 8 * 0.01).epsilon(0.1));
}

TEST_CASE("impossible requests are refused") {
  CHECK(error_code([] { fitted(column({1.0, 2.0}), {{"clusters", 3}}); }) == "kmeans.too-few-samples");
  CHECK(error_code([] { fitted(column({1.0, std::numeric_limits<double>::quiet_NaN()}), {{"clusters", 1}}); }) == "samples.not-finite");
  CHECK(error_code([] { return make_component<assay::Baseline>("kmeans", {{"clusters", 101}}, vectors(3)); }) == "kmeans.too-few-samples");
}
