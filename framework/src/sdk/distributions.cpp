#include "assay/nn/distributions.hpp"

#include <cmath>

#include <torch/types.h>

namespace assay {
inline namespace abi_1 {

Tensor gaussian_kl(const Tensor& mean, const Tensor& log_variance) {
  return (1.0 + log_variance - mean.square() - log_variance.exp()).sum(1).mul(-0.5);
}

Tensor categorical_kl(const Tensor& logits) { return std::log(static_cast<double>(logits.size(1))) - categorical_entropy(logits); }

Tensor categorical_entropy(const Tensor& logits) {
  const Tensor log_probability = torch::log_softmax(logits, 1);
  return (log_probability.exp() * log_probability).sum(1).neg();
}

Tensor gumbel_softmax(const Tensor& logits, const Tensor& noise, double temperature) { return torch::softmax((logits + noise) / temperature, 1); }

}  // namespace abi_1
}  // namespace assay
