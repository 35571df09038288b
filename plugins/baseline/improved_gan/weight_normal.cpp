#include "weight_normal.hpp"

#include <torch/utils.h>

namespace assay::baseline_improved_gan {
namespace {

using Shape = assay::Convolution::Shape;

/// As torch stores it: a transposed convolution has its output units on the second axis.
std::vector<std::int64_t> stored_shape(const Shape& shape) {
  return {shape.transposed ? shape.in : shape.out, shape.transposed ? shape.out : shape.in, shape.kernel, shape.kernel};
}

}  // namespace

WeightNormal::WeightNormal(std::int64_t in, std::int64_t out, Role role, double deviation, assay::Stream& stream)
    : WeightNormal({out, in}, std::nullopt, role, deviation, stream) {}

WeightNormal::WeightNormal(const Shape& shape, Role role, double deviation, assay::Stream& stream)
    : WeightNormal(stored_shape(shape), shape, role, deviation, stream) {}

WeightNormal::WeightNormal(const std::vector<std::int64_t>& weight_shape, const std::optional<Shape>& convolution, Role role, double deviation,
                           assay::Stream& stream)
    : convolution_(convolution),
      started_rms_(role == Role::small_output ? 0.1 : 1.0),
      direction_(register_parameter("direction", torch::empty(weight_shape))) {
  const std::size_t unit_axis = convolution_ && convolution_->transposed ? 1 : 0;
  const std::int64_t units = weight_shape[unit_axis];
  for (std::size_t axis = 0; axis < weight_shape.size(); ++axis) {
    if (axis != unit_axis) inputs_.push_back(static_cast<std::int64_t>(axis));
  }
  scale_ = role == Role::hidden ? register_buffer("scale", torch::ones({units})) : register_parameter("scale", torch::ones({units}));
  bias_ = register_parameter("bias", torch::zeros({units}));
  assay::init::normal(direction_, deviation, stream);
}

Tensor WeightNormal::weight() const {
  const Tensor norm = direction_.square().sum(inputs_, /*keepdim=*/true).sqrt();
  return direction_ * (scale_.view_as(norm) / norm);
}

Tensor WeightNormal::forward(const Tensor& x) const {
  if (!convolution_) return torch::linear(x, weight(), bias_);
  return assay::convolve(x, *convolution_, weight(), bias_);
}

Tensor WeightNormal::start(const Tensor& x) {
  const torch::NoGradGuard no_grad;
  bias_.zero_();
  const Tensor raw = forward(x);
  std::vector<std::int64_t> places = {0};
  if (convolution_) places = {0, 2, 3};
  const Tensor mean = raw.mean(places, /*keepdim=*/true);
  const Tensor rms = (raw - mean).square().mean(places, /*keepdim=*/true).sqrt();
  // A unit that gives one value for all of x keeps its scale.
  const Tensor factor = torch::where(rms.gt(1e-8), started_rms_ / rms, torch::ones_like(rms));
  scale_.mul_(factor.view_as(scale_));
  bias_.copy_((-mean * factor).view_as(bias_));
  return (raw - mean) * factor;
}

}  // namespace assay::baseline_improved_gan
