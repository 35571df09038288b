#pragma once

#include "assay/abi/export.hpp"
#include "assay/core/tensor.hpp"

namespace assay {
inline namespace abi_1 {

/// KL(N(μ, diag σ²) ‖ N(0, I)) = −½ Σ_k (1 + ln σ²_k − μ²_k − σ²_k), in nats. [B,d], [B,d] → [B]. Kingma and Welling 2014, appendix B.
ASSAY_EXPORT Tensor gaussian_kl(const Tensor& mean, const Tensor& log_variance);

/// KL(N(μ₁, diag σ₁²) ‖ N(μ₂, diag σ₂²)) = ½ Σ_d [ln(σ₂²/σ₁²) + (σ₁² + (μ₁−μ₂)²)/σ₂² − 1], in nats. The arguments broadcast, [.., d] → [..].
ASSAY_EXPORT Tensor gaussian_kl(const Tensor& mean, const Tensor& log_variance, const Tensor& other_mean, const Tensor& other_log_variance);

/// ln N(x; μ, diag σ²) = −½ Σ_d [ln 2π + ln σ²_d + (x_d − μ_d)²/σ²_d]. The arguments broadcast, [.., d] → [..].
ASSAY_EXPORT Tensor gaussian_log_density(const Tensor& x, const Tensor& mean, const Tensor& log_variance);

/// μ + σ ε with noise ε ~ N(0, I): a draw that gradients pass through (Kingma and Welling 2014). All of one shape.
ASSAY_EXPORT Tensor gaussian_sample(const Tensor& mean, const Tensor& log_variance, const Tensor& noise);

/// ln p(x) of independent Bernoulli numbers with probabilities sigmoid(ℓ): Σ_d [x_d ℓ_d − ln(1 + e^ℓ_d)], for x in [0, 1].
/// The arguments broadcast, [.., D] → [..].
ASSAY_EXPORT Tensor bernoulli_log_likelihood(const Tensor& x, const Tensor& logits);

/// KL(Cat(softmax(ℓ)) ‖ U{1…K}) = Σ_k π_k ln(K π_k), in nats. [B,K] → [B].
ASSAY_EXPORT Tensor categorical_kl(const Tensor& logits);

/// Entropy of Cat(softmax(ℓ)), in nats. [B,K] → [B].
ASSAY_EXPORT Tensor categorical_entropy(const Tensor& logits);

/// softmax((ℓ + g)/τ) with Gumbel noise g (Jang, Gu, Poole 2017; Maddison, Mnih, Teh 2017, eq. 10). [B,K], [B,K], τ > 0 → [B,K].
ASSAY_EXPORT Tensor gumbel_softmax(const Tensor& logits, const Tensor& noise, double temperature);

}  // namespace abi_1
}  // namespace assay
