#include "feature_map.hpp"

#include <algorithm>
#include <cmath>

#include <torch/utils.h>

namespace assay::baseline_tsvm {
namespace {

constexpr double two_pi = 6.283185307179586;

Tensor as_computed(const Tensor& x) { return x.to(torch::kCPU, torch::kFloat64); }

}  // namespace

FeatureMap FeatureMap::random(const Tensor& x, std::int64_t count, double width, Stream& draws) {
  const auto variance = as_computed(x).var(0, /*unbiased=*/false).sum().item<double>();
  const double gamma = width / (2.0 * std::max(variance, 1e-12));
  FeatureMap map;
  map.directions_ = as_computed(draws.normal({x.size(1), count})) * std::sqrt(2.0 * gamma);
  map.phases_ = as_computed(draws.uniform({count})) * two_pi;
  return map;
}

Tensor FeatureMap::operator()(const Tensor& x) const {
  Tensor values = as_computed(x);
  if (!directions_.defined()) return values;
  return values.mm(directions_).add_(phases_).cos_().mul_(std::sqrt(2.0 / static_cast<double>(phases_.size(0))));
}

void FeatureMap::save(StateDict& state) const {
  if (!directions_.defined()) return;
  state.put("directions", directions_);
  state.put("phases", phases_);
}

void FeatureMap::restore(const StateDict& state) {
  if (!state.has("directions")) return;
  directions_ = as_computed(state.get("directions"));
  phases_ = as_computed(state.get("phases"));
}

}  // namespace assay::baseline_tsvm
