#include "target_distribution.hpp"

namespace baselines {

Tensor student_t_assignments(const Tensor& z, const Tensor& centres, double alpha) {
  // The differences themselves, not the expanded square: q is most sensitive where the distance is small.
  const Tensor distances = (z.unsqueeze(1) - centres.unsqueeze(0)).square().sum(2);
  const Tensor kernel = (1.0 + distances / alpha).pow(-(alpha + 1.0) / 2.0);
  return kernel / kernel.sum(1, /*keepdim=*/true);
}

Tensor target_distribution(const Tensor& q) {
  const Tensor weights = q.square() / q.sum(0).clamp_min(1e-12);
  return weights / weights.sum(1, /*keepdim=*/true);
}

Tensor clustering_loss(const Tensor& p, const Tensor& q) {
  const Tensor target = p.detach().clamp_min(1e-7);
  return (target * (target.log() - q.clamp_min(1e-7).log())).sum(1).mean();
}

}  // namespace baselines
