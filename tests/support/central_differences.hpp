#pragma once

#include <functional>

#include <torch/types.h>

namespace test_support {

/// The gradient of `value` at the float64 tensor `point`, by central differences.
inline at::Tensor central_differences(const std::function<double(const at::Tensor&)>& value, const at::Tensor& point, double step = 1e-5) {
  at::Tensor gradient = torch::zeros_like(point);
  for (std::int64_t i = 0; i < point.numel(); ++i) {
    const auto moved = [&](double by) {
      at::Tensor there = point.clone();
      there.view({-1})[i] += by;
      return value(there);
    };
    gradient.view({-1})[i] = (moved(step) - moved(-step)) / (2.0 * step);
  }
  return gradient;
}

}  // namespace test_support
