#include "code_networks.hpp"

#include <vector>

namespace assay::baseline_ladder_vae {
namespace {

constexpr double variance_floor = 1e-5;
constexpr double variance_bias = 1.0;  // as published

const WeightInit& weight_init() {
  static const WeightInit init{"glorot_normal", 0.01};
  return init;
}

std::shared_ptr<baselines::HiddenLayers> two_layers(std::int64_t in, std::int64_t hidden, const NetworkForm& form, Stream& init) {
  return std::make_shared<baselines::HiddenLayers>(in, std::vector<std::int64_t>{hidden, hidden}, form.batch_norm, weight_init(), init, form.leak);
}

}  // namespace

Gaussian merged(const Gaussian& a, const Gaussian& b) {
  const Tensor share = torch::sigmoid(b.log_variance - a.log_variance);  // of a in the sum of the precisions
  return {share * a.mean + (1.0 - share) * b.mean, -torch::logaddexp(-a.log_variance, -b.log_variance)};
}

NormalizedDense::NormalizedDense(std::int64_t in, std::int64_t out, bool batch_norm, double bias, Stream& init)
    : linear_(register_module("linear", std::make_shared<Dense>(in, out, weight_init(), init))) {
  if (batch_norm) norm_ = register_module("norm", baselines::torch_batch_norm(out));
  const torch::nn::Module& last = batch_norm ? static_cast<const torch::nn::Module&>(*norm_) : *linear_;
  init::constant(last.named_parameters()["bias"], bias);
}

Tensor NormalizedDense::forward(const Tensor& x) const {
  const Tensor output = linear_->forward(x);
  return norm_ == nullptr ? output : norm_->forward(output);
}

GaussianNetwork::GaussianNetwork(std::int64_t in, std::int64_t hidden, std::int64_t out, const NetworkForm& form, Stream& init)
    : hidden_(register_module("hidden", two_layers(in, hidden, form, init))),
      mean_(register_module("mean", std::make_shared<NormalizedDense>(hidden, out, form.batch_norm, 0.0, init))),
      variance_(register_module("variance", std::make_shared<NormalizedDense>(hidden, out, form.batch_norm, variance_bias, init))) {}

Gaussian GaussianNetwork::head(const Tensor& features) const {
  const Tensor variance = torch::softplus(variance_->forward(features)) + variance_floor;
  return {mean_->forward(features), baselines::bounded_log_variance(variance.log())};
}

DataNetwork::DataNetwork(std::int64_t in, std::int64_t hidden, std::int64_t out, const NetworkForm& form, Stream& init)
    : hidden_(register_module("hidden", two_layers(in, hidden, form, init))),
      output_(register_module("output", std::make_shared<Dense>(hidden, out, weight_init(), init))) {}

}  // namespace assay::baseline_ladder_vae
