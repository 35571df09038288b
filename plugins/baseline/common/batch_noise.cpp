#include "batch_noise.hpp"

#include <cstring>
#include <string_view>

#include <torch/types.h>

namespace baselines {

assay::Stream noise_of(std::int64_t seed, const assay::Tensor& x) {
  const auto sum = x.sum(torch::kFloat64).item<double>();
  char bytes[sizeof sum];
  std::memcpy(bytes, &sum, sizeof sum);
  return {assay::stream_seed(static_cast<std::uint64_t>(seed), std::string_view(bytes, sizeof sum)), x.device()};
}

std::int64_t draw_noise_seed(assay::FitContext& context) { return context.streams().host("feature").integer(std::int64_t{1} << 50); }

}  // namespace baselines
