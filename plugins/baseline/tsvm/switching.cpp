#include "switching.hpp"

#include <algorithm>
#include <cmath>

#include <torch/types.h>

namespace assay::baseline_tsvm {
namespace {

constexpr double first_weight = 1e-5;
constexpr double weight_growth = 1.5;
constexpr std::int64_t pairs_at_a_time = 10000;

/// ½λ‖w‖² + ½ Σ_i c_i max(0, 1 − y_i f_i)².
struct Weighted {
  Tensor samples;  ///< [n, D]
  Tensor signs;    ///< [n]
  Tensor costs;    ///< [n]
  double bias;
  double ridge;

  [[nodiscard]] plugin_common::Slope operator()(const Tensor& w) const {
    const Tensor hinge = (1.0 - signs * (samples.mv(w) + bias)).clamp_min(0.0);
    return {0.5 * ridge * w.dot(w).item<double>() + 0.5 * (costs * hinge.square()).sum().item<double>(),
            ridge * w - samples.t().mv(costs * signs * hinge)};
  }
};

Tensor labeled_costs(const Problem& problem) {
  const std::int64_t count = problem.signs.size(0);
  return torch::full({count}, 1.0 / static_cast<double>(count), torch::kFloat64);
}

Tensor unlabeled_scores(const Problem& problem, const Tensor& w) { return problem.unlabeled.mv(w) + problem.bias; }

/// +1 for the highest scores, as many as the share (1 + b) / 2 of the class asks for, else −1.
Tensor first_signs(const Problem& problem, const Tensor& scores) {
  const auto members = static_cast<std::int64_t>(std::llround(0.5 * (1.0 + problem.bias) * static_cast<double>(scores.size(0))));
  const Tensor order = std::get<1>(scores.sort(/*stable=*/true, /*dim=*/0, /*descending=*/true));
  return torch::full_like(scores, -1.0).index_fill_(0, order.narrow(0, 0, members), 1.0);
}

/// Swaps the signs of the member with the lowest score and the other sample with the highest, then of the next two, while a member's is lower; only
/// of samples that violate the margin of their sign. Returns whether any were swapped.
bool swap_signs(Tensor& signs, const Tensor& scores) {
  const auto violating = [&](double sign) {
    const Tensor rows = signs.eq(sign).logical_and((signs * scores).lt(1.0)).nonzero().squeeze(1);
    return rows.index_select(0, std::get<1>((sign * scores.index_select(0, rows)).sort(/*stable=*/true, 0, /*descending=*/false)));
  };
  const Tensor members = violating(1.0);
  const Tensor others = violating(-1.0);
  const std::int64_t count = std::min({members.size(0), others.size(0), pairs_at_a_time});
  const Tensor left = members.narrow(0, 0, count);
  const Tensor right = others.narrow(0, 0, count);
  const Tensor wrong = scores.index_select(0, left).lt(scores.index_select(0, right));  // true up to a place, then false
  const auto swapped = wrong.sum().item<std::int64_t>();
  signs.index_fill_(0, left.narrow(0, 0, swapped), -1.0);
  signs.index_fill_(0, right.narrow(0, 0, swapped), 1.0);
  return swapped > 0;
}

}  // namespace

double switching_objective(const Problem& problem, const Tensor& w) {
  const Weighted known{problem.labeled, problem.signs, labeled_costs(problem), problem.bias, problem.ridge};
  const Tensor inside = (1.0 - unlabeled_scores(problem, w).abs()).clamp_min(0.0);
  return known(w).value + 0.5 * problem.unlabeled_weight * inside.square().mean().item<double>();
}

Tensor solve_by_switching(const Problem& problem, const plugin_common::MinimiseLimits& limits) {
  Weighted machine{problem.labeled, problem.signs, labeled_costs(problem), problem.bias, problem.ridge};
  Tensor w = plugin_common::minimise(machine, torch::zeros({problem.labeled.size(1)}, torch::kFloat64), limits);
  if (problem.unlabeled_weight == 0.0) return w;
  const auto unlabeled = static_cast<double>(problem.unlabeled.size(0));
  Tensor signs = first_signs(problem, unlabeled_scores(problem, w));
  machine.samples = torch::cat({problem.labeled, problem.unlabeled});
  for (double weight = std::min(first_weight, problem.unlabeled_weight);; weight = std::min(weight * weight_growth, problem.unlabeled_weight)) {
    machine.costs = torch::cat({labeled_costs(problem), torch::full_like(signs, weight / unlabeled)});
    do {
      machine.signs = torch::cat({problem.signs, signs});
      w = plugin_common::minimise(machine, w, limits);
    } while (swap_signs(signs, unlabeled_scores(problem, w)));
    if (weight == problem.unlabeled_weight) return w;
  }
}

}  // namespace assay::baseline_tsvm
