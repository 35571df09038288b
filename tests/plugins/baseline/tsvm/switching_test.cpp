#include "switching.hpp"

#include <cmath>

#include <doctest/doctest.h>
#include <torch/types.h>

#include "support/plugin_inputs.hpp"

using assay::Tensor;
using assay::baseline_tsvm::Problem;
using assay::baseline_tsvm::solve_by_switching;
using assay::baseline_tsvm::switching_objective;

namespace {

Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }

/// One labeled point of each class at ±1, and unlabeled ones of which some lie beyond them.
Problem on_a_line(const std::vector<double>& unlabeled, double bias = 0.0) {
  Problem problem;
  problem.labeled = doubles({1.0, -1.0}).unsqueeze(1);
  problem.signs = doubles({1.0, -1.0});
  problem.unlabeled = doubles(unlabeled).unsqueeze(1);
  problem.bias = bias;
  problem.ridge = 0.1;
  problem.unlabeled_weight = 0.2;
  return problem;
}

/// Two clouds that the labels alone separate along the wrong axis.
Problem two_clouds() {
  assay::Stream random = test_support::stream(8);
  const Tensor side = torch::arange(60).remainder(2).to(torch::kFloat32) * 2.0 - 1.0;
  Problem problem;
  problem.unlabeled = (torch::stack({3.0 * side, torch::zeros({60})}, 1) + random.normal({60, 2}) * torch::tensor({0.5F, 1.0F})).to(torch::kFloat64);
  problem.labeled = doubles({2.0, 1.5, -2.0, -1.5}).view({2, 2});
  problem.signs = doubles({1.0, -1.0});
  problem.ridge = 0.01;
  problem.unlabeled_weight = 1.0;
  return problem;
}

}  // namespace

TEST_CASE("the objective of a computation by hand") {
  // ½ 0.1 · 0.25 + ¼ (0.25 + 0.25) + ½ 0.2 · ½ (0 + 1)
  CHECK(switching_objective(on_a_line({2.0, 0.0}), doubles({0.5})) == doctest::Approx(0.1875).epsilon(1e-9));
}

TEST_CASE("whatever the share of the class, the labels decide the direction") {
  for (const double share : {0.25, 0.5, 0.75}) {
    const Problem problem = on_a_line({0.4, 0.9, 1.5, 2.5}, 2.0 * share - 1.0);
    const Tensor w = solve_by_switching(problem, {});
    CHECK(w.isfinite().all().item<bool>());
    CHECK(w[0].item<double>() > 0.0);
  }
}

TEST_CASE("the boundary turns to the gap between unlabeled clouds, and the objective is lower than that of the supervised machine") {
  const Problem problem = two_clouds();
  const Tensor w = solve_by_switching(problem, {});
  Problem supervised = problem;
  supervised.unlabeled_weight = 0.0;
  const Tensor before = solve_by_switching(supervised, {});
  const auto slant = [](const Tensor& of) { return std::abs(of[1].item<double>() / of[0].item<double>()); };
  CHECK(slant(before) == doctest::Approx(0.75).epsilon(1e-4));
  CHECK(slant(w) < 0.5);
  CHECK(switching_objective(problem, w) < switching_objective(problem, before));
}

TEST_CASE("without weight, switching gives the supervised machine, and unlabeled samples change no bit") {
  Problem problem = two_clouds();
  problem.unlabeled_weight = 0.0;
  const Tensor w = solve_by_switching(problem, {});
  problem.unlabeled = problem.unlabeled * 100.0;
  CHECK(torch::equal(solve_by_switching(problem, {}), w));
  // The smooth machine's objective is then twice this one's.
  CHECK(torch::allclose(assay::baseline_tsvm::solve(problem, {}), w, 1e-4, 1e-5));
}
