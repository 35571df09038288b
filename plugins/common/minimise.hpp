#pragma once

#include <cstdint>
#include <functional>

#include <assay/core/tensor.hpp>

namespace plugin_common {

using assay::Tensor;

/// A smooth function and its gradient at a point.
struct Slope {
  double value = 0.0;
  Tensor gradient;  ///< of the point's shape
};
using Function = std::function<Slope(const Tensor& point)>;

struct MinimiseLimits {
  std::int64_t evaluations = 500;
  std::int64_t memory = 50;  ///< past steps that the curvature is estimated from
  double tolerance = 1e-7;   ///< largest component of the gradient at which the search ends
};

/// The lowest point that limited-memory BFGS with a strong Wolfe line search (Nocedal and Wright 2006, ch. 7) reaches from `start`, a float64
/// tensor on the CPU.
Tensor minimise(const Function& function, const Tensor& start, const MinimiseLimits& limits = {});

}  // namespace plugin_common
