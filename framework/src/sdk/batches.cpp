#include "assay/nn/batches.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <torch/types.h>
#include <torch/utils.h>

#include "assay/core/error.hpp"

namespace assay {
inline namespace abi_1 {

std::vector<Tensor> shuffled_batches(std::int64_t count, std::int64_t batch, Stream& shuffle, c10::Device device) {
  return shuffle.permutation(count).to(device).split(batch);
}

Tensor apply_in_batches(const Tensor& x, std::int64_t batch, const std::function<Tensor(const Tensor&)>& function) {
  const torch::NoGradGuard no_grad;
  Tensor all;
  for (std::int64_t begin = 0; begin < x.size(0); begin += batch) {
    const Tensor rows = function(x.narrow(0, begin, std::min(batch, x.size(0) - begin)));
    if (!all.defined()) {
      auto shape = rows.sizes().vec();
      shape[0] = x.size(0);
      all = torch::empty(shape, rows.options());
    }
    all.narrow(0, begin, rows.size(0)).copy_(rows);
  }
  return all;
}

void LossMean::add(const Tensor& loss, std::int64_t samples) {
  const auto value = loss.item<double>();
  if (!std::isfinite(value)) throw TrialError("train.non-finite", "a loss became " + std::to_string(value));
  sum_ += value * static_cast<double>(samples);
  samples_ += samples;
}

double LossMean::mean() const { return samples_ == 0 ? std::numeric_limits<double>::quiet_NaN() : sum_ / static_cast<double>(samples_); }

}  // namespace abi_1
}  // namespace assay
