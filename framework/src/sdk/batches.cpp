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

void for_each_block(const Tensor& x, std::int64_t batch, const std::function<void(const Tensor&)>& function) {
  const torch::NoGradGuard no_grad;
  for (std::int64_t begin = 0; begin < x.size(0); begin += batch) function(x.narrow(0, begin, std::min(batch, x.size(0) - begin)));
}

void Rows::add(const Tensor& block) {
  if (!all_.defined()) {
    auto shape = block.sizes().vec();
    shape[0] = count_;
    all_ = torch::empty(shape, block.options());
  }
  all_.narrow(0, filled_, block.size(0)).copy_(block);
  filled_ += block.size(0);
}

Tensor apply_in_batches(const Tensor& x, std::int64_t batch, const std::function<Tensor(const Tensor&)>& function) {
  Rows results(x.size(0));
  for_each_block(x, batch, [&](const Tensor& rows) { results.add(function(rows)); });
  return results.all();
}

std::int64_t steps_between_looks(const Tensor& x) { return x.is_cpu() ? 1 : 100; }

void LossMean::add(const Tensor& loss, std::int64_t samples) {
  waiting_.push_back(loss.detach());
  waiting_samples_.push_back(samples);
  if (static_cast<std::int64_t>(waiting_.size()) >= steps_between_looks(loss)) look();
}

void LossMean::look() {
  if (waiting_.empty()) return;
  const Tensor losses = torch::stack(waiting_).to(torch::kCPU, torch::kFloat64);
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    const double value = losses.data_ptr<double>()[i];
    if (!std::isfinite(value)) throw TrialError("train.non-finite", "a loss became " + std::to_string(value));
    sum_ += value * static_cast<double>(waiting_samples_[i]);
    samples_ += waiting_samples_[i];
  }
  waiting_.clear();
  waiting_samples_.clear();
}

double LossMean::mean() {
  look();
  return samples_ == 0 ? std::numeric_limits<double>::quiet_NaN() : sum_ / static_cast<double>(samples_);
}

}  // namespace abi_1
}  // namespace assay
