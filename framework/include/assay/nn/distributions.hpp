#pragma once

#include "assay/abi/export.hpp"
#include "assay/core/tensor.hpp"

namespace assay {
inline namespace abi_1 {

/// KL(N(μ, diag σ²) ‖ N(0, I)) = −½ Σ_k (1 + ln σ²_k − μ²_k − σ²_k), in nats. [B,d], [B,d] → [B]. Kingma and Welling 2014, appendix B.
ASSAY_EXPORT Tensor gaussian_kl(const Tensor& mean, const Tensor& log_variance);

/// KL(Cat(softmax(ℓ)) ‖ U{1…K}) = Σ_k π_k ln(K π_k), in nats. [B,K] → [B].
ASSAY_EXPORT Tensor categorical_kl(const Tensor& logits);

/// Entropy of Cat(softmax(ℓ)), in nats. [B,K] → [B].
ASSAY_EXPORT Tensor categorical_entropy(const Tensor& logits);

/// softmax((ℓ + g)/τ) with Gumbel noise g (Jang, Gu, Poole 2017; Maddison, Mnih, Teh 2017, eq. 10). [B,K], [B,K], τ > 0 → [B,K].
ASSAY_EXPORT Tensor gumbel_softmax(const Tensor& logits, const Tensor& noise, double temperature);

}  // namespace abi_1
}  // namespace assay
