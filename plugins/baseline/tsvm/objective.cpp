#include "objective.hpp"

#include <torch/types.h>

namespace assay::baseline_tsvm {
namespace {

/// Parts of λ_U on the way to it.
constexpr double annealing[] = {1e-6, 1e-4, 1e-2, 0.1, 0.5, 1.0};

}  // namespace

plugin_common::Slope objective(const Problem& problem, const Tensor& w) {
  const Tensor margin = 1.0 - problem.signs * (problem.labeled.mv(w) + problem.bias);
  const Tensor hinge = margin.clamp_min(0.0);
  const auto labeled = static_cast<double>(problem.signs.size(0));
  double value = problem.ridge * w.dot(w).item<double>() + hinge.square().sum().item<double>() / labeled;
  Tensor gradient = 2.0 * problem.ridge * w - problem.labeled.t().mv(problem.signs * hinge) * (2.0 / labeled);
  if (problem.unlabeled_weight > 0.0) {
    const Tensor f = problem.unlabeled.mv(w) + problem.bias;
    const Tensor closeness = (-3.0 * f.square()).exp();
    const double factor = problem.unlabeled_weight / static_cast<double>(f.size(0));
    value += factor * closeness.sum().item<double>();
    gradient = gradient - problem.unlabeled.t().mv(f * closeness) * (6.0 * factor);
  }
  return {value, gradient};
}

Tensor solve(Problem problem, const plugin_common::MinimiseLimits& limits) {
  const double weight = problem.unlabeled_weight;
  const auto lowered = [&](const Tensor& from) {
    return plugin_common::minimise([&](const Tensor& w) { return objective(problem, w); }, from, limits);
  };
  problem.unlabeled_weight = 0.0;
  Tensor w = lowered(torch::zeros({problem.labeled.size(1)}, torch::kFloat64));
  if (weight == 0.0) return w;
  for (const double part : annealing) {
    problem.unlabeled_weight = part * weight;
    w = lowered(w);
  }
  return w;
}

}  // namespace assay::baseline_tsvm
