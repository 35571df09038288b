#include "sdk/update_kernels.hpp"

#include <array>
#include <cmath>

// A second version of each loop for wider registers, chosen when the program starts. avx2 without fma: the bits stay the same.
// Clang's sanitizers cannot instrument the dispatcher.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define ASSAY_WIDE_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define ASSAY_WIDE_CLONES
#endif

namespace assay::update {

ASSAY_WIDE_CLONES
void adam(float* __restrict parameter, const float* __restrict gradient, float* __restrict m, float* __restrict v, std::int64_t count,
          const AdamStep& step) {
  const AdamStep s = step;
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = gradient[i] * s.gradient_scale + s.weight_decay * parameter[i];
    m[i] = s.beta1 * m[i] + s.rest1 * g;
    v[i] = s.beta2 * v[i] + s.rest2 * g * g;
    parameter[i] -= s.step_size * m[i] / (std::sqrt(v[i]) * s.root_correction + s.epsilon);
  }
}

namespace {

ASSAY_WIDE_CLONES
void momentum_update(float* __restrict parameter, const float* __restrict gradient, float* __restrict velocity, std::int64_t count,
                     const SgdStep& step) {
  const SgdStep s = step;
  const float ahead = s.nesterov ? 1.0F : 0.0F;
  const float carried = s.nesterov ? s.momentum : 1.0F;
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = gradient[i] * s.gradient_scale + s.weight_decay * parameter[i];
    velocity[i] = s.momentum * velocity[i] + g;
    parameter[i] -= s.lr * (ahead * g + carried * velocity[i]);
  }
}

ASSAY_WIDE_CLONES
void plain_update(float* __restrict parameter, const float* __restrict gradient, std::int64_t count, const SgdStep& step) {
  const SgdStep s = step;
  for (std::int64_t i = 0; i < count; ++i) {
    parameter[i] -= s.lr * (gradient[i] * s.gradient_scale + s.weight_decay * parameter[i]);
  }
}

}  // namespace

void sgd(float* parameter, const float* gradient, float* velocity, std::int64_t count, const SgdStep& step) {
  if (step.momentum == 0.0F) {
    plain_update(parameter, gradient, count, step);
  } else {
    momentum_update(parameter, gradient, velocity, count, step);
  }
}

double sum_of_squares(const float* values, std::int64_t count) {
  constexpr std::int64_t lanes = 8;  // independent sums, so that the additions need not wait for each other
  std::array<double, lanes> sums{};
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    for (std::int64_t k = 0; k < lanes; ++k) {
      const double value = values[i + k];
      sums[static_cast<std::size_t>(k)] += value * value;
    }
  }
  double total = 0.0;
  for (; i < count; ++i) total += static_cast<double>(values[i]) * values[i];
  for (const double sum : sums) total += sum;
  return total;
}

}  // namespace assay::update
