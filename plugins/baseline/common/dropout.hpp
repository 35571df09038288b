#pragma once

#include <assay/plugin.hpp>

namespace baselines {

/// Sets a share of the numbers to 0 and scales the others up, so that the expectation stays (Srivastava et al. 2014).
inline assay::Tensor dropped(const assay::Tensor& x, double share, assay::Stream& noise) {
  if (share == 0.0) return x;
  return x * noise.bernoulli(x.sizes(), 1.0 - share).div_(1.0 - share);
}

}  // namespace baselines
