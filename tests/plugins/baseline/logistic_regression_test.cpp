#include <cmath>
#include <memory>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "objective.hpp"
#include "support/baseline_runs.hpp"
#include "support/central_differences.hpp"
#include "support/planted_mixture.hpp"

using namespace test_support;
using assay::Value;
using assay::baseline_logistic_regression::objective;

namespace {

std::unique_ptr<assay::Baseline> fitted_to(const Tensor& x, const assay::LabeledSamples& told, std::int64_t classes, Value::Table options = {}) {
  assay::DatasetInfo data = vectors(x.size(1));
  data.classes = classes;
  data.labeled = told.rows.size(0);
  auto model = make_component<assay::Baseline>("logistic_regression", std::move(options), data);
  FakeFitContext context(1);
  context.told = told;
  model->fit(x, context);
  return model;
}

Tensor probabilities(assay::Baseline& model, const Tensor& x) { return dynamic_cast<assay::Classifies&>(model).class_probabilities(x); }

}  // namespace

TEST_CASE("the gradient is that of central differences, and biases are not penalised") {
  assay::Stream random = stream(2);
  const Tensor x = torch::cat({random.normal({5, 3}), torch::ones({5, 1})}, 1).to(torch::kFloat64);
  const Tensor y = integers({0, 1, 2, 1, 0});
  const Tensor w = random.normal({3, 4}).to(torch::kFloat64);
  const Tensor expected = central_differences([&](const Tensor& at) { return objective(x, y, 0.3, at).value; }, w);
  CHECK(torch::allclose(objective(x, y, 0.3, w).gradient, expected, 1e-6, 1e-8));
  const Tensor nothing = torch::zeros({3, 4}, torch::kFloat64);
  CHECK(objective(x, y, 0.3, nothing).value == doctest::Approx(std::log(3.0)));
}

TEST_CASE("two points of two classes have their boundary halfway") {
  const Tensor x = torch::tensor({-1.0F, 3.0F}).unsqueeze(1);
  const auto model = fitted_to(x, {integers({0, 1}), integers({0, 1})}, 2);
  CHECK(probabilities(*model, torch::ones({1, 1}))[0][0].item<double>() == doctest::Approx(0.5).epsilon(1e-4));
  CHECK(probabilities(*model, x)[0][0].item<double>() > 0.9);
}

TEST_CASE("it learns from the labeled samples alone, in units of all") {
  const Planted planted = planted_mixture(200, 8);
  const assay::LabeledSamples told{torch::arange(8), planted.labels.narrow(0, 0, 8)};
  const auto model = fitted_to(planted.x, told, 4);
  const Tensor p = probabilities(*model, planted.x);
  CHECK(p.argmax(1).ne(planted.labels).to(torch::kFloat64).mean().item<double>() < 0.1);
  CHECK(torch::allclose(p.sum(1), torch::ones({200})));
  const auto scaled = fitted_to(planted.x * 16.0, told, 4);
  CHECK(torch::allclose(probabilities(*scaled, planted.x * 16.0), p, 1e-4, 1e-5));
  assay::StateDict state;
  model->save(state);
  const auto restored = fitted_to(planted.x, told, 4);
  restored->restore(state);
  CHECK(torch::equal(probabilities(*restored, planted.x), p));
}

TEST_CASE("a dimension that does not vary is left out") {
  const Tensor x = torch::tensor({-1.0F, 5.0F, 3.0F, 5.0F}).view({2, 2});
  const auto model = fitted_to(x, {integers({0, 1}), integers({0, 1})}, 2);
  Tensor moved = x.clone();
  moved.select(1, 1).fill_(-100.0);
  CHECK(torch::equal(probabilities(*model, moved), probabilities(*model, x)));
}

TEST_CASE("a dimension that varies little is left out where that is asked for, and does not mislead") {
  // The first dimension tells the classes apart; the second one does so for the two labeled samples alone.
  const Tensor x = torch::tensor({-1.0F, 0.05F, 1.0F, -0.05F, -1.0F, -0.05F, 1.0F, 0.05F}).view({4, 2});
  const assay::LabeledSamples told{integers({0, 1}), integers({0, 1})};
  const auto careful = fitted_to(x, told, 2, {{"min_std", 0.1}});
  const Tensor p = probabilities(*careful, x);
  CHECK(torch::allclose(p[0], p[2]));
  CHECK(p[2][0].item<double>() > 0.9);
  const auto trusting = fitted_to(x, told, 2);
  CHECK(probabilities(*trusting, x)[2][0].item<double>() == doctest::Approx(0.5).epsilon(1e-3));
}
