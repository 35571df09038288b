#include "stick_breaking.hpp"

#include <cmath>

namespace assay::baseline_dlgmm {
namespace {

constexpr double margin = 1e-6;  // between a stick and the ends of its interval
constexpr double euler = 0.57721566490153286;
constexpr std::int64_t series_terms = 100;

Tensor log_beta(const Tensor& a, const Tensor& b) { return torch::lgamma(a) + torch::lgamma(b) - torch::lgamma(a + b); }

/// Along the second dimension of [B, n]. On CUDA LibTorch refuses cumsum, which is not deterministic there.
Tensor running_sums(const Tensor& x) { return x.is_cpu() ? x.cumsum(1) : x.mm(torch::ones({x.size(1), x.size(1)}, x.options()).triu()); }

}  // namespace

Tensor Kumaraswamy::sample(const Tensor& uniform) const {
  const Tensor inner = torch::expm1(uniform.clamp(margin, 1.0 - margin).log() / b).neg();
  return (inner.log() / a).exp().clamp(margin, 1.0 - margin);
}

Tensor Kumaraswamy::mean() const { return (b.log() + log_beta(1.0 + a.reciprocal(), b)).exp().clamp(margin, 1.0 - margin); }

Tensor Kumaraswamy::kl(double concentration) const {
  const Tensor entropy_part = (a - 1.0) / a * (-euler - torch::digamma(b) - b.reciprocal()) + (a * b).log() - (b - 1.0) / b;
  // ln B(1, β) = −ln β.
  const Tensor m = torch::arange(1, series_terms + 1, a.options()).view({-1, 1, 1});
  const Tensor expected_log_rest = (log_beta(m / a, b).exp() / (m + a * b)).sum(0);
  return entropy_part - std::log(concentration) + (concentration - 1.0) * b * expected_log_rest;
}

Tensor log_stick_weights(const Tensor& sticks) {
  const Tensor none = torch::zeros({sticks.size(0), 1}, sticks.options());
  const Tensor before = torch::cat({none, running_sums(torch::log1p(-sticks))}, 1);
  return before + torch::cat({sticks.log(), none}, 1);
}

}  // namespace assay::baseline_dlgmm
