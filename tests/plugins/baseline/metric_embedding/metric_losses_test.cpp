#include "metric_losses.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <torch/types.h>

#include "support/central_differences.hpp"
#include "support/plugin_inputs.hpp"

using namespace test_support;
using assay::baseline_metric_embedding::centroid_loss;
using assay::baseline_metric_embedding::lifted_structure_loss;
using assay::baseline_metric_embedding::semi_hard_triplet_loss;

namespace {

using Loss = std::function<Tensor(const Tensor& features, const Tensor& classes)>;

constexpr double margin = 0.9;
constexpr std::int64_t labeled = 6;

const std::vector<std::pair<std::string, Loss>>& losses() {
  static const std::vector<std::pair<std::string, Loss>> all = {
      {"lifted", [](const Tensor& f, const Tensor& c) { return lifted_structure_loss(f, c, margin); }},
      {"triplet", [](const Tensor& f, const Tensor& c) { return semi_hard_triplet_loss(f, c, margin); }},
      {"centroid", [](const Tensor& f, const Tensor& c) { return centroid_loss(f, c, labeled); }}};
  return all;
}

Tensor column(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64).unsqueeze(1); }

double lifted(const std::vector<double>& values, double m) { return lifted_structure_loss(column(values), integers({0, 0, 1, 1}), m).item<double>(); }

double triplet(const std::vector<double>& values, double m) {
  return semi_hard_triplet_loss(column(values), integers({0, 0, 1, 1}), m).item<double>();
}

/// Twelve samples of three classes; the last six, which are the labeled ones, have two of each.
struct Batch {
  Tensor features = stream(4).normal({12, 3}).to(torch::kFloat64);
  Tensor classes = integers({0, 2, 1, 1, 0, 0, 0, 1, 2, 0, 1, 2});

  [[nodiscard]] double squared(std::int64_t i, std::int64_t j) const { return (features[i] - features[j]).square().sum().item<double>(); }
  [[nodiscard]] bool share(std::int64_t i, std::int64_t j) const { return classes[i].item<std::int64_t>() == classes[j].item<std::int64_t>(); }
  [[nodiscard]] std::int64_t count() const { return features.size(0); }
};

Tensor gradient_of(const Loss& loss, const Batch& batch) {
  const Tensor point = batch.features.clone().set_requires_grad(true);
  loss(point, batch.classes).backward();
  return point.grad();
}

/// As the formula is written, a term per pair and negative.
double lifted_by_loops(const Batch& batch) {
  double sum = 0.0;
  double pairs = 0.0;
  for (std::int64_t i = 0; i < batch.count(); ++i) {
    for (std::int64_t j = i + 1; j < batch.count(); ++j) {
      if (!batch.share(i, j)) continue;
      double repulsion = 0.0;
      for (std::int64_t k = 0; k < batch.count(); ++k) {
        if (!batch.share(i, k)) repulsion += std::exp(margin - std::sqrt(batch.squared(i, k))) + std::exp(margin - std::sqrt(batch.squared(j, k)));
      }
      const double j_ij = std::sqrt(batch.squared(i, j)) + std::log(repulsion);
      sum += std::pow(std::max(0.0, j_ij), 2);
      pairs += 1.0;
    }
  }
  return sum / (2.0 * pairs);
}

double triplet_by_loops(const Batch& batch) {
  double sum = 0.0;
  double pairs = 0.0;
  for (std::int64_t a = 0; a < batch.count(); ++a) {
    for (std::int64_t p = 0; p < batch.count(); ++p) {
      if (a == p || !batch.share(a, p)) continue;
      double semi_hard = INFINITY;
      double farthest = 0.0;
      for (std::int64_t n = 0; n < batch.count(); ++n) {
        if (batch.share(a, n)) continue;
        farthest = std::max(farthest, batch.squared(a, n));
        if (batch.squared(a, n) > batch.squared(a, p)) semi_hard = std::min(semi_hard, batch.squared(a, n));
      }
      sum += std::max(0.0, margin + batch.squared(a, p) - (std::isfinite(semi_hard) ? semi_hard : farthest));
      pairs += 1.0;
    }
  }
  return sum / pairs;
}

}  // namespace

TEST_CASE("lifted structure of four points on a line") {
  // J = 0.5146750 for the pair 0, 1 and 1.0146750 for 3, 4.5.
  CHECK(lifted({0.0, 1.0, 3.0, 4.5}, 1.0) == doctest::Approx((0.5146750 * 0.5146750 + 1.0146750 * 1.0146750) / 4.0).epsilon(1e-6));
  CHECK(lifted({0.0, 1.0, 3.0, 4.5}, 1.0) == doctest::Approx(0.3236139).epsilon(1e-6));
  CHECK(lifted({0.0, 1.0, 3.0, 4.5}, 0.9) == doctest::Approx(0.2521464).epsilon(1e-6));
}

TEST_CASE("semi-hard triplets of four points on a line") {
  CHECK(triplet({0.0, 2.0, 1.0, 4.0}, 0.5) == doctest::Approx(2.25).epsilon(1e-9));  // of 0, 0.5, 8.5 and 0
  CHECK(triplet({0.0, 2.0, 2.5, 4.5}, 3.0) == doctest::Approx(0.75).epsilon(1e-9));
}

TEST_CASE("centroids are those of the labeled samples alone") {
  // Labeled: 0 and 2 in class 0, 5 in class 1; unlabeled: 4 in class 0.
  const Tensor loss = centroid_loss(column({4.0, 0.0, 2.0, 5.0}), integers({0, 0, 0, 1}), 3);
  CHECK(loss.item<double>() == doctest::Approx((9.0 + 1.0 + 1.0 + 0.0) / 4.0));
}

TEST_CASE("the losses are what loops over pairs and negatives give") {
  const Batch batch;
  CHECK(lifted_structure_loss(batch.features, batch.classes, margin).item<double>() == doctest::Approx(lifted_by_loops(batch)).epsilon(1e-10));
  CHECK(semi_hard_triplet_loss(batch.features, batch.classes, margin).item<double>() == doctest::Approx(triplet_by_loops(batch)).epsilon(1e-10));
}

TEST_CASE("gradients are those of finite differences") {
  const Batch batch;
  for (const auto& [name, loss] : losses()) {
    CAPTURE(name);
    const Loss& of = loss;
    const Tensor gradient = gradient_of(of, batch);
    const Tensor expected = central_differences([&](const Tensor& there) { return of(there, batch.classes).item<double>(); }, batch.features);
    CHECK(torch::allclose(gradient, expected, 1e-6, 1e-8));
    CHECK(gradient.abs().max().item<double>() > 1e-3);
  }
}

TEST_CASE("samples that coincide do not push each other: the gradient is that of finite differences, which see both sides of the root") {
  Batch batch;
  batch.features[1].copy_(batch.features[8]);  // of one class
  batch.features[2].copy_(batch.features[9]);  // of two classes
  for (const auto& [name, loss] : losses()) {
    CAPTURE(name);
    const Loss& of = loss;
    const Tensor gradient = gradient_of(of, batch);
    CHECK(gradient.isfinite().all().item<bool>());
    if (name == "triplet") continue;  // which of two equal negatives is the nearest changes with the side
    const Tensor expected = central_differences([&](const Tensor& there) { return of(there, batch.classes).item<double>(); }, batch.features);
    CHECK(torch::allclose(gradient, expected, 1e-4, 1e-4));
  }
}

TEST_CASE("samples that all coincide have a finite loss without gradient") {
  const Batch batch;
  for (const auto& [name, loss] : losses()) {
    CAPTURE(name);
    const Tensor point = torch::ones({12, 3}, torch::kFloat64).set_requires_grad(true);
    const Tensor value = loss(point, batch.classes);
    value.backward();
    CHECK(std::isfinite(value.item<double>()));
    CHECK(point.grad().equal(torch::zeros_like(point)));
  }
}

TEST_CASE("nothing is lost without pairs or without negatives") {
  const Tensor features = stream(4).normal({5, 3}).to(torch::kFloat64);
  for (const Tensor& classes : {torch::arange(5), torch::zeros({5}, torch::kInt64)}) {
    for (const auto& loss : {lifted_structure_loss, semi_hard_triplet_loss}) {
      const Tensor point = features.clone().set_requires_grad(true);
      const Tensor value = loss(point, classes, margin);
      value.backward();
      CHECK(value.item<double>() == 0.0);
      CHECK(point.grad().equal(torch::zeros_like(point)));
    }
  }
}

TEST_CASE("neither the order of samples, nor the names of classes, nor a shift changes a loss") {
  const Batch batch;
  const Tensor order = torch::cat({stream(6).permutation(12 - labeled), 12 - labeled + stream(7).permutation(labeled)});  // the labeled stay last
  for (const auto& [name, loss] : losses()) {
    CAPTURE(name);
    const auto value = loss(batch.features, batch.classes).item<double>();
    CHECK(value > 0.01);
    CHECK(loss(batch.features.index_select(0, order), batch.classes.index_select(0, order)).item<double>() == doctest::Approx(value).epsilon(1e-10));
    CHECK(loss(batch.features, 7 - batch.classes).item<double>() == doctest::Approx(value).epsilon(1e-10));
    CHECK(loss(batch.features + 3.0, batch.classes).item<double>() == doctest::Approx(value).epsilon(1e-10));
  }
}

TEST_CASE("losses of squared distances grow with the square of the scale, that of lifted structure is one of distances") {
  const Batch batch;
  const double scale = 3.0;
  const auto ratio = [](const Tensor& scaled, const Tensor& plain) { return scaled.item<double>() / plain.item<double>(); };
  const Tensor scaled = scale * batch.features;
  CHECK(ratio(centroid_loss(scaled, batch.classes, labeled), centroid_loss(batch.features, batch.classes, labeled)) == doctest::Approx(9.0));
  CHECK(ratio(semi_hard_triplet_loss(scaled, batch.classes, 9.0 * margin), semi_hard_triplet_loss(batch.features, batch.classes, margin)) ==
        doctest::Approx(9.0));
  // Two pairs far from each other: nothing repels them, and J = D + m - (their distance) + ln 4 falls below 0.
  CHECK(lifted({0.0, 1.0, 100.0, 101.0}, 1.0) == 0.0);
  // The only pair is 2 apart and both are 5 from the negative: J = D + (m - 5) + ln 2, all of which but ln 2 scales.
  const auto pair = [](double s) {
    const Tensor f = s * torch::tensor({-1.0, 0.0, 1.0, 0.0, 0.0, std::sqrt(24.0)}, torch::kFloat64).view({3, 2});
    return std::sqrt(2.0 * lifted_structure_loss(f, integers({0, 0, 1}), 10.0 * s).item<double>());
  };
  CHECK(pair(1.0) == doctest::Approx(7.0 + std::log(2.0)).epsilon(1e-9));
  CHECK(pair(scale) == doctest::Approx(21.0 + std::log(2.0)).epsilon(1e-9));
}
