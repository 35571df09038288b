#include "points.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace plugin_common {
namespace {

template <class Number>
double sum_of_squared_differences(const float* x, const Number* y, std::int64_t dimensions) {
  // Four sums that do not depend on each other let the compiler use vector instructions.
  double sums[4] = {0.0, 0.0, 0.0, 0.0};
  std::int64_t d = 0;
  for (; d + 4 <= dimensions; d += 4) {
    for (std::int64_t lane = 0; lane < 4; ++lane) {
      const double difference = static_cast<double>(x[d + lane]) - static_cast<double>(y[d + lane]);
      sums[lane] += difference * difference;
    }
  }
  for (; d < dimensions; ++d) {
    const double difference = static_cast<double>(x[d]) - static_cast<double>(y[d]);
    sums[0] += difference * difference;
  }
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

}  // namespace

Points::Points(const Tensor& x) : Points(x, x.to(torch::kCPU).mean(0, /*keepdim=*/false, torch::kFloat64)) {}

Points::Points(const Tensor& x, Tensor mean) : mean_(std::move(mean)) {
  const torch::NoGradGuard no_grad;
  samples_ = x.to(torch::kCPU, torch::kFloat32).contiguous();
  centred_ = torch::empty_like(samples_);
  squared_norms_.resize(static_cast<std::size_t>(count()));
  // Block by block: a copy of everything in double precision would need three times the memory.
  for (std::int64_t begin = 0; begin < count(); begin += block()) {
    const std::int64_t size = std::min(block(), count() - begin);
    const Tensor shifted = samples_.narrow(0, begin, size).to(torch::kFloat64) - mean_;
    centred_.narrow(0, begin, size).copy_(shifted);
    const Tensor norms = centred_.narrow(0, begin, size).to(torch::kFloat64).square().sum(1);
    std::copy_n(norms.data_ptr<double>(), size, squared_norms_.begin() + begin);
  }
  for (const double norm : squared_norms_) total_squared_norm_ += norm;
  if (!std::isfinite(total_squared_norm_)) throw assay::TrialError("samples.not-finite", "the samples hold values that are infinite or no numbers");
}

double Points::mean_variance() const { return total_squared_norm_ / static_cast<double>(count() * dimensions()); }

std::int64_t Points::block() const {
  constexpr std::int64_t floats_per_block = 1 << 18;
  return std::clamp<std::int64_t>(floats_per_block / dimensions(), 16, 4096);
}

double squared_distance(const float* x, const double* centre, std::int64_t dimensions) { return sum_of_squared_differences(x, centre, dimensions); }

double squared_distance(const float* x, const float* y, std::int64_t dimensions) { return sum_of_squared_differences(x, y, dimensions); }

std::vector<double> squared_norms(const Tensor& centres) {
  const Tensor norms = centres.square().sum(1);
  return {norms.data_ptr<double>(), norms.data_ptr<double>() + norms.numel()};
}

double rounding_margin(std::int64_t dimensions) {
  constexpr double single_rounding = 1.0 / (1 << 24);
  return 8.0 * std::sqrt(static_cast<double>(dimensions) + 16.0) * single_rounding;
}

}  // namespace plugin_common
