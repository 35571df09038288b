#include "objective.hpp"

namespace assay::baseline_improved_gan {

Tensor labeled_loss(const Tensor& logits, const Tensor& classes) { return torch::cross_entropy_loss(logits, classes); }

Tensor unlabeled_loss(const Tensor& real, const Tensor& fake) {
  // −ln D = sp(−E) and −ln(1 − D) = sp(E) with sp(t) = ln(1 + e^t).
  return 0.5 * torch::softplus(-torch::logsumexp(real, 1)).mean() + 0.5 * torch::softplus(torch::logsumexp(fake, 1)).mean();
}

Tensor feature_distance(const Tensor& real, const Tensor& fake, Matching matching) {
  const Tensor difference = real.mean(0) - fake.mean(0);
  return matching == Matching::absolute ? difference.abs().mean() : difference.square().mean();
}

}  // namespace assay::baseline_improved_gan
