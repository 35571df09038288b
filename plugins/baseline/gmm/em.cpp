#include "em.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace assay::baseline_gmm {
namespace {

constexpr double unknown = -std::numeric_limits<double>::infinity();

/// Fewer than one sample, but for rounding: a component on a single sample is no empty one.
Tensor starved(const Tensor& counts) { return counts.lt(1.0 - 1e-6); }

Tensor zero_one(const std::vector<std::int64_t>& clusters, std::int64_t begin, std::int64_t rows, std::int64_t components) {
  Tensor out = torch::zeros({components, rows}, torch::kFloat64);
  for (std::int64_t i = 0; i < rows; ++i) out.data_ptr<double>()[clusters[static_cast<std::size_t>(begin + i)] * rows + i] = 1.0;
  return out;
}

}  // namespace

EStep e_step(const Samples& samples, Gaussians& gaussians, std::int64_t block) {
  EStep step;
  step.log_density = torch::empty({samples.count()}, torch::kFloat64);
  double expected = 0.0;
  for (std::int64_t begin = 0; begin < samples.count(); begin += block) {
    const std::int64_t rows = std::min(block, samples.count() - begin);
    const Tensor joint = gaussians.joint(samples.rows(begin, rows));
    const Posterior found = posterior(joint);
    step.log_density.narrow(0, begin, rows).copy_(found.log_density);
    expected += torch::dot(found.responsibilities.view(-1), joint.view(-1)).item<double>();
    gaussians.add(found.responsibilities);
  }
  step.log_likelihood = step.log_density.mean().item<double>();
  step.expected_joint = expected / static_cast<double>(samples.count());
  return step;
}

Mixture mixture_of_clusters(const Samples& samples, const std::vector<std::int64_t>& clusters, const Tensor& means, bool full, double floor) {
  const std::int64_t components = means.size(0);
  const Tensor unit = full ? torch::eye(means.size(1), torch::kFloat64).repeat({components, 1, 1}) : torch::ones_like(means);
  const Mixture spheres{torch::full({components}, 1.0 / static_cast<double>(components), torch::kFloat64), means, unit};
  const auto gaussians = make_gaussians(spheres);
  const std::int64_t block = block_rows(spheres);
  Tensor log_density = torch::empty({samples.count()}, torch::kFloat64);
  for (std::int64_t begin = 0; begin < samples.count(); begin += block) {
    const std::int64_t rows = std::min(block, samples.count() - begin);
    log_density.narrow(0, begin, rows).copy_(posterior(gaussians->joint(samples.rows(begin, rows))).log_density);
    gaussians->add(zero_one(clusters, begin, rows, components));
  }
  Update update = gaussians->maximise(samples.count(), floor);
  reseed(update, samples, log_density);
  return update.mixture;
}

std::int64_t reseed(Update& update, const Samples& samples, const Tensor& log_density) {
  const Tensor empty = starved(update.counts);
  const auto count = empty.sum().item<std::int64_t>();
  if (count == 0) return 0;
  Mixture& mixture = update.mixture;
  const Tensor kept = update.counts.masked_fill(empty, 0.0);
  const Tensor mean_spread = torch::tensordot(kept / kept.sum(), mixture.spread, {0}, {0});
  const Tensor lowest = std::get<1>(log_density.topk(count, 0, /*largest=*/false));
  const Tensor components = empty.nonzero().squeeze(1);
  for (std::int64_t i = 0; i < count; ++i) {
    const auto k = components[i].item<std::int64_t>();
    mixture.means.select(0, k).copy_(samples.rows(lowest[i].item<std::int64_t>(), 1).squeeze(0));
    mixture.spread.select(0, k).copy_(mean_spread);
    mixture.weights.select(0, k).fill_(1.0 / static_cast<double>(mixture.components()));
  }
  mixture.weights = mixture.weights / mixture.weights.sum();
  return count;
}

void require_gain(double before, double after, double promised) {
  constexpr double rounding = 1e-9;
  if (after - before >= promised - rounding * std::max(1.0, std::abs(before))) return;
  throw TrialError("gmm.likelihood-fell", "the mean log-likelihood went from " + std::to_string(before) + " to " + std::to_string(after) +
                                              " in one iteration, which must not happen");
}

EmResult em(const Samples& samples, Mixture start, const EmLimits& limits, const OnIteration& on_iteration) {
  const torch::NoGradGuard no_grad;
  const std::int64_t block = block_rows(start);
  EmResult best{start, unknown, 0, 0};
  Mixture current = std::move(start);
  double before = unknown;  // likelihood of the mixture that `current` was made from, unless it was re-seeded
  double promised = unknown;
  EStep step;
  for (;; ++best.iterations) {
    const auto gaussians = make_gaussians(current);
    if (before != unknown) promised = gaussians->expected_joint(limits.floor) - step.expected_joint;
    step = e_step(samples, *gaussians, block);
    on_iteration(step.log_likelihood);
    if (before != unknown) require_gain(before, step.log_likelihood, promised);
    const bool settled = step.log_likelihood - before < limits.tolerance;
    if (before == unknown || step.log_likelihood >= before) {
      best.mixture = current;
      best.log_likelihood = step.log_likelihood;
    }
    if (settled || best.iterations == limits.max_iterations) return best;
    Update update = gaussians->maximise(samples.count(), limits.floor);
    const std::int64_t moved = reseed(update, samples, step.log_density);
    best.reseeded += moved;
    before = step.log_likelihood;
    if (moved > 0) before = unknown;
    current = std::move(update.mixture);
  }
}

}  // namespace assay::baseline_gmm
