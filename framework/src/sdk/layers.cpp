#include "assay/nn/layers.hpp"

#include <utility>

#include <torch/types.h>
#include <torch/utils.h>

#include "assay/core/error.hpp"
#include "assay/nn/init.hpp"

namespace assay {
inline namespace abi_1 {
namespace {

/// Neighbouring parts of equally many rows side by side, for one product each.
std::vector<Tensor> joined_where_rows_agree(const std::vector<Tensor>& parts) {
  std::vector<Tensor> blocks;
  std::vector<Tensor> open;
  for (const Tensor& part : parts) {
    if (!open.empty() && open[0].size(0) != part.size(0)) blocks.push_back(torch::cat(std::exchange(open, {}), 1));
    open.push_back(part);
  }
  blocks.push_back(torch::cat(open, 1));
  return blocks;
}

/// a + b, where each row of the one with fewer rows counts for as many in succession as the other has more.
Tensor sum_of_rows(const Tensor& a, const Tensor& b) {
  if (a.size(0) == b.size(0)) return a + b;
  const Tensor& few = a.size(0) < b.size(0) ? a : b;
  const Tensor& many = a.size(0) < b.size(0) ? b : a;
  return (few.unsqueeze(1) + many.view({few.size(0), -1, many.size(1)})).flatten(0, 1);
}

void draw_by_rule(const WeightInit& init, const Tensor& weight, Stream& stream) {
  if (init.rule == "glorot_uniform") return init::glorot_uniform(weight, stream);
  if (init.rule == "glorot_normal") return init::glorot_normal(weight, stream);
  if (init.rule == "fan_in_uniform") return init::fan_in_uniform(weight, stream);
  if (init.rule == "normal") return init::normal(weight, init.std, stream);
  throw InternalError("layer.unknown-init", "there is no initialiser '" + init.rule + "'");
}

}  // namespace

void WeightInit::draw(const Tensor& weight, Stream& stream) const {
  draw_by_rule(*this, weight, stream);
  if (gain == 1.0) return;
  const torch::NoGradGuard no_grad;
  weight.mul_(gain);
}

Tensor activate(const std::string& activation, const Tensor& x) {
  if (activation == "relu") return x.relu_();
  if (activation == "elu") return torch::elu(x);
  if (activation == "tanh") return torch::tanh(x);
  throw InternalError("layer.unknown-activation", "there is no activation '" + activation + "'");
}

Dense::Dense(std::int64_t in, std::int64_t out, const WeightInit& init, Stream& stream)
    : weight_(register_parameter("weight", torch::zeros({out, in}))), bias_(register_parameter("bias", torch::zeros({out}))) {
  init.draw(weight_, stream);
}

Dense::~Dense() = default;

Tensor Dense::forward(const Tensor& x) const { return torch::linear(x, weight_, bias_); }

Tensor Dense::forward(const std::vector<Tensor>& parts) const {
  if (parts.size() == 1) return forward(parts[0]);
  const std::vector<Tensor> blocks = joined_where_rows_agree(parts);
  std::int64_t column = blocks[0].size(1);
  Tensor sum = torch::linear(blocks[0], weight_.narrow(1, 0, column), bias_);
  for (std::size_t i = 1; i < blocks.size(); ++i) {
    const std::int64_t width = blocks[i].size(1);
    sum = sum_of_rows(sum, torch::linear(blocks[i], weight_.narrow(1, column, width)));
    column += width;
  }
  return sum;
}

CodeSum::CodeSum(const std::vector<std::int64_t>& code_widths, std::int64_t out, const WeightInit& init, Stream& stream) {
  for (std::size_t i = 0; i < code_widths.size(); ++i) {
    maps_.push_back(register_module("code" + std::to_string(i), std::make_shared<Dense>(code_widths[i], out, init, stream)));
  }
}

CodeSum::~CodeSum() = default;

Tensor CodeSum::forward(const std::vector<Tensor>& codes) const {
  Tensor sum = maps_.at(0)->forward(codes.at(0));
  for (std::size_t i = 1; i < maps_.size(); ++i) sum = sum + maps_[i]->forward(codes.at(i));
  return sum;
}

BatchNorm::BatchNorm(std::int64_t channels, double momentum, double epsilon)
    : weight_(register_parameter("weight", torch::ones({channels}))),
      bias_(register_parameter("bias", torch::zeros({channels}))),
      running_mean_(register_buffer("running_mean", torch::zeros({channels}))),
      running_var_(register_buffer("running_var", torch::ones({channels}))),
      momentum_(momentum),
      epsilon_(epsilon) {}

BatchNorm::~BatchNorm() = default;

Tensor BatchNorm::forward(const Tensor& x) const {
  const bool use_batch = is_training() && x.numel() > x.size(1);
  return torch::batch_norm(x, weight_, bias_, running_mean_, running_var_, use_batch, momentum_, epsilon_, true);
}

}  // namespace abi_1
}  // namespace assay
