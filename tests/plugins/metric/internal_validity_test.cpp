#include <cmath>
#include <utility>

#include <doctest/doctest.h>

#include "support/metric_inputs.hpp"

using namespace test_support;
using assay::Metric;

namespace {

double value(const char* name, const Tensor& features, const std::vector<std::int64_t>& assignments, assay::Value::Table options = {}) {
  return make_component<Metric>(name, std::move(options))->evaluate(separation(features, assignments)).at(0);
}

Tensor column(const std::vector<double>& values) { return vector(values).unsqueeze(1); }

}  // namespace

TEST_CASE("the indices of two pairs on a line have their hand-computed values") {
  const Tensor x = column({0.0, 1.0, 10.0, 11.0});
  // Outer points: a = 1, b = 10.5; inner points: a = 1, b = 9.5.
  CHECK(value("silhouette", x, {0, 0, 1, 1}) == doctest::Approx(0.5 * (9.5 / 10.5 + 8.5 / 9.5)));
  CHECK(value("davies_bouldin", x, {0, 0, 1, 1}) == doctest::Approx(0.1));
  CHECK(value("calinski_harabasz", x, {0, 0, 1, 1}) == doctest::Approx(200.0));
}

TEST_CASE("a cluster of one sample has silhouette 0") {
  CHECK(value("silhouette", column({0.0, 1.0, 10.0}), {0, 0, 1}) == doctest::Approx(((10.0 - 1.0) / 10.0 + 8.0 / 9.0 + 0.0) / 3.0));
}

TEST_CASE("clusters without samples count for nothing") {
  const Tensor x = column({0.0, 1.0, 10.0, 11.0});
  for (const char* name : {"silhouette", "davies_bouldin", "calinski_harabasz"}) {
    CHECK(value(name, x, {1, 1, 6, 6}) == value(name, x, {0, 0, 1, 1}));
  }
}

TEST_CASE("one cluster or only single samples leave the indices undefined") {
  const Tensor x = column({0.0, 1.0, 10.0});
  for (const char* name : {"silhouette", "davies_bouldin", "calinski_harabasz"}) {
    CHECK(std::isnan(value(name, x, {0, 0, 0})));
    CHECK(std::isnan(value(name, x, {0, 1, 2})));
  }
}

TEST_CASE("moving all features by the same amount changes nothing") {
  const Tensor x = stream(3).normal({60, 4});
  std::vector<std::int64_t> assignments(60);
  for (std::size_t i = 0; i < assignments.size(); ++i) assignments[i] = static_cast<std::int64_t>(i % 3);
  for (const char* name : {"silhouette", "davies_bouldin", "calinski_harabasz"}) {
    CHECK(value(name, x + 8.0, assignments) == doctest::Approx(value(name, x, assignments)).epsilon(1e-4));
  }
}

TEST_CASE("a sample of all samples is exact and a smaller one is near and the same every time") {
  const Tensor centres = 6.0 * stream(1).normal({4, 5});
  std::vector<std::int64_t> assignments(1200);
  for (std::size_t i = 0; i < assignments.size(); ++i) assignments[i] = static_cast<std::int64_t>(i % 4);
  const Tensor x = centres.index_select(0, integers(assignments)) + stream(2).normal({1200, 5});
  const double exact = value("silhouette", x, assignments, {{"sample", 0}});
  CHECK(value("silhouette", x, assignments, {{"sample", 1200}}) == exact);
  const double sampled = value("silhouette", x, assignments, {{"sample", 300}});
  CHECK(std::abs(sampled - exact) < 0.05);
  CHECK(value("silhouette", x, assignments, {{"sample", 300}}) == sampled);
}

TEST_CASE("it asks for features and for no labels") {
  for (const char* name : {"silhouette", "davies_bouldin", "calinski_harabasz"}) {
    const auto needs = make_component<Metric>(name, {})->needs();
    CHECK(needs.features);
    CHECK_FALSE(needs.labels);
  }
}
