#pragma once

#include <cstdint>

/// Single-pass parameter updates over contiguous float32 memory. All arithmetic is element by element without fused multiply-add, so
/// the bits are the same whichever instruction set runs.

namespace assay::update {

struct AdamStep {
  float gradient_scale;  ///< factor of the gradient (clipping)
  float weight_decay;
  float beta1, beta2;
  float rest1, rest2;     ///< 1 − β, rounded once: 1 − 0.999 in single precision would be off by 1e-5 of itself
  float step_size;        ///< lr / (1 − β₁ᵗ)
  float root_correction;  ///< 1 / √(1 − β₂ᵗ)
  float epsilon;
};

/// One step of Adam (Kingma and Ba 2015, algorithm 1) for `count` parameters with moments m and v.
void adam(float* parameter, const float* gradient, float* m, float* v, std::int64_t count, const AdamStep& step);

struct SgdStep {
  float gradient_scale;
  float weight_decay;
  float momentum;
  float lr;
  bool nesterov;
};

/// One step of gradient descent with momentum; `velocity` may be null when momentum is 0.
void sgd(float* parameter, const float* gradient, float* velocity, std::int64_t count, const SgdStep& step);

/// Σ g², in double precision, in an order that depends on `count` only.
double sum_of_squares(const float* values, std::int64_t count);

}  // namespace assay::update
