#include "assay/nn/distributions.hpp"

#include <cmath>

#include <torch/types.h>

namespace assay {
inline namespace abi_1 {

Tensor gaussian_kl(const Tensor& mean, const Tensor& log_variance) {
  return (1.0 + log_variance - mean.square() - log_variance.exp()).sum(1).mul(-0.5);
}

Tensor gaussian_kl(const Tensor& mean, const Tensor& log_variance, const Tensor& other_mean, const Tensor& other_log_variance) {
  const Tensor spread = (log_variance - other_log_variance).exp();
  const Tensor distance = (mean - other_mean).square() * (-other_log_variance).exp();
  return (other_log_variance - log_variance + spread + distance - 1.0).sum(-1).mul(0.5);
}

Tensor gaussian_log_density(const Tensor& x, const Tensor& mean, const Tensor& log_variance) {
  const double log_two_pi = std::log(2.0 * std::acos(-1.0));
  return (log_variance + log_two_pi + (x - mean).square() * (-log_variance).exp()).sum(-1).mul(-0.5);
}

Tensor gaussian_sample(const Tensor& mean, const Tensor& log_variance, const Tensor& noise) { return mean + (0.5 * log_variance).exp() * noise; }

Tensor bernoulli_log_likelihood(const Tensor& x, const Tensor& logits) { return (x * logits - torch::softplus(logits)).sum(-1); }

Tensor categorical_kl(const Tensor& logits) { return std::log(static_cast<double>(logits.size(1))) - categorical_entropy(logits); }

Tensor categorical_entropy(const Tensor& logits) {
  const Tensor log_probability = torch::log_softmax(logits, 1);
  return (log_probability.exp() * log_probability).sum(1).neg();
}

Tensor gumbel_softmax(const Tensor& logits, const Tensor& noise, double temperature) { return torch::softmax((logits + noise) / temperature, 1); }

}  // namespace abi_1
}  // namespace assay
