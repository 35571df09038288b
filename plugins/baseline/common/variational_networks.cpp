#include "variational_networks.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace baselines {
namespace {

Tensor side_by_side(const std::vector<Tensor>& parts) {
  std::int64_t rows = 0;
  for (const Tensor& part : parts) rows = std::max(rows, part.size(0));
  std::vector<Tensor> all;
  all.reserve(parts.size());
  for (const Tensor& part : parts) all.push_back(repeated(part, rows));
  return torch::cat(all, 1);
}

}  // namespace

HiddenLayers::HiddenLayers(std::int64_t in, const std::vector<std::int64_t>& widths, bool batch_norm, const assay::WeightInit& init,
                           assay::Stream& stream, double leak)
    : width_(in), leak_(leak) {
  for (const std::int64_t width : widths) {
    const std::string index = std::to_string(linear_.size());
    linear_.push_back(register_module("linear" + index, std::make_shared<assay::Dense>(width_, width, init, stream)));
    if (batch_norm) norms_.push_back(register_module("norm" + index, torch_batch_norm(width)));
    width_ = width;
  }
}

Tensor HiddenLayers::forward(const std::vector<Tensor>& parts) const {
  if (linear_.empty()) return side_by_side(parts);
  Tensor x;
  for (std::size_t i = 0; i < linear_.size(); ++i) {
    x = i == 0 ? linear_[0]->forward(parts) : linear_[i]->forward(x);
    if (!norms_.empty()) x = norms_[i]->forward(x);
    x = leak_ == 0.0 ? x.relu_() : torch::leaky_relu_(x, leak_);
  }
  return x;
}

GaussianHead::GaussianHead(std::int64_t in, std::int64_t width, VarianceLink link, const assay::WeightInit& init, assay::Stream& stream)
    : link_(link),
      mean_(register_module("mean", std::make_shared<assay::Dense>(in, width, init, stream))),
      variance_(register_module("variance", std::make_shared<assay::Dense>(in, width, init, stream))) {}

Gaussian GaussianHead::forward(const Tensor& features) const {
  const Tensor raw = variance_->forward(features);
  // The clamp before the logarithm keeps its gradient finite where softplus underflows.
  const Tensor log_variance = link_ == VarianceLink::exponential ? raw : torch::softplus(raw).clamp_min(std::exp(-10.0)).log();
  return {mean_->forward(features), bounded_log_variance(log_variance)};
}

Decoder::Decoder(std::int64_t code, const std::vector<std::int64_t>& hidden, std::int64_t out, const assay::WeightInit& init,
                 const assay::WeightInit& output_init, assay::Stream& stream)
    : hidden_(register_module("hidden", std::make_shared<HiddenLayers>(code, hidden, false, init, stream))),
      output_(register_module("output", std::make_shared<assay::Dense>(hidden_->width(), out, output_init, stream))) {}

}  // namespace baselines
