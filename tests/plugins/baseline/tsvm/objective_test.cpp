#include "objective.hpp"

#include <cmath>

#include <doctest/doctest.h>
#include <torch/types.h>

#include "feature_map.hpp"
#include "support/central_differences.hpp"
#include "support/plugin_inputs.hpp"

using assay::Tensor;
using assay::baseline_tsvm::FeatureMap;
using assay::baseline_tsvm::objective;
using assay::baseline_tsvm::Problem;
using assay::baseline_tsvm::solve;

namespace {

Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }

Problem one_dimension() {
  Problem problem;
  problem.labeled = doubles({1.0, -1.0}).unsqueeze(1);
  problem.signs = doubles({1.0, -1.0});
  problem.unlabeled = doubles({2.0, 0.0}).unsqueeze(1);
  problem.ridge = 0.1;
  problem.unlabeled_weight = 0.2;
  return problem;
}

Problem random_problem() {
  assay::Stream random = test_support::stream(4);
  Problem problem;
  problem.labeled = random.normal({6, 4}).to(torch::kFloat64);
  problem.signs = doubles({1, -1, 1, -1, -1, -1});
  problem.unlabeled = random.normal({20, 4}).to(torch::kFloat64);
  problem.unlabeled = problem.unlabeled - problem.unlabeled.mean(0);
  problem.bias = -0.5;
  problem.ridge = 0.01;
  problem.unlabeled_weight = 0.3;
  return problem;
}

}  // namespace

TEST_CASE("the objective is ridge, squared hinge and closeness of unlabeled samples to the boundary") {
  // 0.1 · 0.25 + ½ (0.25 + 0.25) + 0.1 (e^-3 + 1)
  CHECK(objective(one_dimension(), doubles({0.5})).value == doctest::Approx(0.3799787).epsilon(1e-7));
}

TEST_CASE("the gradient is that of central differences") {
  for (const double unlabeled_weight : {0.0, 0.3}) {
    Problem problem = random_problem();
    problem.unlabeled_weight = unlabeled_weight;
    const Tensor w = test_support::stream(5).normal({4}).to(torch::kFloat64);
    const Tensor expected = test_support::central_differences([&](const Tensor& at) { return objective(problem, at).value; }, w);
    CHECK(torch::allclose(objective(problem, w).gradient, expected, 1e-6, 1e-8));
  }
}

TEST_CASE("the solution is a stationary point, and lower than where the supervised machine ends") {
  const Problem problem = random_problem();
  const Tensor w = solve(problem, {});
  CHECK(objective(problem, w).gradient.abs().max().item<double>() < 1e-5);
  Problem supervised = problem;
  supervised.unlabeled_weight = 0.0;
  CHECK(objective(problem, w).value <= objective(problem, solve(supervised, {})).value);
}

TEST_CASE("without weight, unlabeled samples change no bit") {
  Problem problem = random_problem();
  problem.unlabeled_weight = 0.0;
  const Tensor w = solve(problem, {});
  problem.unlabeled = problem.unlabeled * 100.0;
  CHECK(torch::equal(solve(problem, {}), w));
}

TEST_CASE("the ridge regression that a hinge is before any margin is met has a closed form") {
  // With a large ridge all margins stay positive, so the objective is a quadratic: (2λ + 2/l XᵀX) w = 2/l Xᵀ y (1 − y b).
  Problem problem = random_problem();
  problem.unlabeled_weight = 0.0;
  problem.ridge = 10.0;
  const Tensor x = problem.labeled;
  const double l = 6.0;
  const Tensor left = torch::eye(4, torch::kFloat64) * 2.0 * problem.ridge + x.t().mm(x) * 2.0 / l;
  const Tensor right = x.t().mv(problem.signs * (1.0 - problem.signs * problem.bias)) * 2.0 / l;
  CHECK(torch::allclose(solve(problem, {}), left.inverse().mv(right), 1e-6, 1e-8));
}

TEST_CASE("inner products of random Fourier features approach the Gaussian kernel") {
  const Tensor x = test_support::stream(6).normal({8, 3});
  assay::Stream draws = test_support::stream(7);
  const Tensor features = FeatureMap::random(x, 20000, 1.25, draws)(x);
  const Tensor wide = x.to(torch::kFloat64);
  const double gamma = 1.25 / (2.0 * wide.var(0, false).sum().item<double>());
  const Tensor kernel = (-gamma * (wide.unsqueeze(0) - wide.unsqueeze(1)).square().sum(2)).exp();
  CHECK((features.mm(features.t()) - kernel).abs().max().item<double>() < 0.04);
  CHECK(torch::equal(FeatureMap::linear()(x), wide));
}
