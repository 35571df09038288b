#include "objective.hpp"

#include "../common/target_distribution.hpp"

namespace depict {

Tensor reconstruction_loss(const Layers& decoded, const Layers& clean, const DepictOptions& options) {
  return torch::mse_loss(decoded.image, clean.image) * options.input_weight + torch::mse_loss(decoded.first, clean.first) * options.first_weight +
         torch::mse_loss(decoded.second, clean.second) * options.second_weight;
}

Tensor cross_entropy(const Tensor& targets, const Tensor& logits) { return -(targets * torch::log_softmax(logits, 1)).sum(1).mean(); }

Tensor targets_of(const Tensor& p, const std::string& rule) {
  if (rule == "square") return baselines::target_distribution(p);
  const Tensor weights = p / p.sum(0).clamp_min(1e-12).sqrt();
  return weights / weights.sum(1, /*keepdim=*/true);
}

}  // namespace depict
