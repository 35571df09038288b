#include "assay/nn/init.hpp"

#include <cmath>
#include <utility>

#include <torch/types.h>
#include <torch/utils.h>

#include "assay/core/error.hpp"

namespace assay {
inline namespace abi_1 {
namespace init {
namespace {

/// {fan_in, fan_out} of a weight stored as [out, in, kernel…].
std::pair<double, double> fans(const Tensor& weight) {
  if (weight.dim() < 2) throw InternalError("init.shape", "fans need a weight of two dimensions or more");
  double area = 1.0;
  for (std::int64_t i = 2; i < weight.dim(); ++i) area *= static_cast<double>(weight.size(i));
  return {static_cast<double>(weight.size(1)) * area, static_cast<double>(weight.size(0)) * area};
}

void symmetric_uniform(const Tensor& weight, double bound, Stream& stream) {
  const torch::NoGradGuard no_grad;
  weight.copy_(stream.uniform(weight.sizes(), -bound, bound));
}

}  // namespace

void glorot_uniform(const Tensor& weight, Stream& stream) {
  const auto [fan_in, fan_out] = fans(weight);
  symmetric_uniform(weight, std::sqrt(6.0 / (fan_in + fan_out)), stream);
}

void glorot_normal(const Tensor& weight, Stream& stream) {
  const auto [fan_in, fan_out] = fans(weight);
  normal(weight, std::sqrt(2.0 / (fan_in + fan_out)), stream);
}

void fan_in_uniform(const Tensor& weight, Stream& stream) { symmetric_uniform(weight, std::sqrt(1.0 / fans(weight).first), stream); }

void normal(const Tensor& weight, double std, Stream& stream) {
  const torch::NoGradGuard no_grad;
  weight.copy_(stream.normal(weight.sizes()).mul_(std));
}

void constant(const Tensor& tensor, double value) {
  const torch::NoGradGuard no_grad;
  tensor.fill_(value);
}

}  // namespace init
}  // namespace abi_1
}  // namespace assay
