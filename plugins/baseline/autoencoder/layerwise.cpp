#include "layerwise.hpp"

#include <torch/utils.h>

#include "../common/dropout.hpp"
#include "../common/optimizer_state.hpp"

namespace autoencoder {
namespace {

using baselines::dropped;

constexpr std::int64_t block = 2000;  // rows whose activations are computed at once
const std::string optimizer_prefix = "layer_optimizer/";

[[noreturn]] void not_dense(const std::string& why) {
  throw assay::SpecError({"autoencoder.not-dense",
                          "layer-wise pre-training wants plain dense layers, but " + why,
                          {},
                          "use [encoder] mlp with batch_norm = false and decoder_input = \"concat\", or layer_epochs = 0",
                          {}});
}

std::vector<Layer> layers_of(const assay::Network& network) {
  const assay::NamedTensors parameters = network.parameters();
  std::vector<Layer> layers;
  for (std::size_t i = 0; i + 1 < parameters.size(); i += 2) {
    const Layer layer{parameters[i].second, parameters[i + 1].second};
    if (layer.weight.dim() != 2 || layer.bias.dim() != 1 || layer.bias.size(0) != layer.weight.size(0)) not_dense("the network has other layers");
    layers.push_back(layer);
  }
  if (parameters.size() % 2 != 0 || layers.empty() || !network.buffers().empty()) not_dense("the network has other layers");
  return layers;
}

std::vector<std::pair<Layer, Layer>> pairs_of(const assay::Network& encoder, const assay::Network& decoder) {
  const auto down = layers_of(encoder);
  const auto up = layers_of(decoder);
  if (down.size() != up.size()) not_dense("encoder and decoder differ in depth");
  std::vector<std::pair<Layer, Layer>> pairs;
  for (std::size_t i = 0; i < down.size(); ++i) {
    const Layer& mirror = up[up.size() - 1 - i];
    if (down[i].weight.size(0) != mirror.weight.size(1) || down[i].weight.size(1) != mirror.weight.size(0)) {
      not_dense("the decoder does not mirror the encoder");
    }
    pairs.emplace_back(down[i], mirror);
  }
  return pairs;
}

std::string series_of(std::size_t layer) { return "loss.layer_" + std::to_string(layer + 1); }

}  // namespace

LayerwiseTraining::LayerwiseTraining(const assay::Network& encoder, const assay::Network& decoder, const LayerwiseOptions& options)
    : options_(options), pairs_(pairs_of(encoder, decoder)) {}

void LayerwiseTraining::declare(assay::Recorder& recorder) const {
  for (std::size_t layer = 0; layer < pairs_.size(); ++layer) {
    recorder.declare(series_of(layer), assay::Cadence::epoch,
                     "half the squared error of layer " + std::to_string(layer + 1) + " while it is trained alone, mean over the epoch's samples");
  }
}

void LayerwiseTraining::begin(const Tensor& x, std::size_t layer) {
  activations_ = x;
  for (std::size_t below = 0; below < layer; ++below) {
    activations_ = assay::apply_in_batches(activations_, block, [&](const Tensor& rows) { return torch::relu(pairs_[below].first(rows)); });
  }
  const auto& [down, up] = pairs_[layer];
  const assay::NamedTensors parameters{
      {"encoder.weight", down.weight}, {"encoder.bias", down.bias}, {"decoder.weight", up.weight}, {"decoder.bias", up.bias}};
  assay::SgdOptions sgd;
  sgd.momentum = options_.momentum;
  optimizer_ = options_.adam ? assay::make_adam({}, parameters) : assay::make_sgd(sgd, parameters);
  if (!restored_.empty()) optimizer_->restore(restored_);
  restored_.clear();
}

void LayerwiseTraining::run(const Tensor& x, assay::FitContext& context, std::int64_t round) {
  const auto layer = static_cast<std::size_t>((round - 1) / options_.epochs);
  if (optimizer_ == nullptr) begin(x, layer);
  assay::LossMean error;
  for (const auto& indices :
       assay::shuffled_batches(activations_.size(0), options_.batch, context.streams().host("shuffle"), activations_.device())) {
    const Tensor value = loss(layer, activations_.index_select(0, indices), context.streams().get("sample"));
    error.add(value.detach(), indices.size(0));
    value.backward();
    optimizer_->step(options_.lr);
  }
  context.recorder().record(series_of(layer), error.mean());
  if (round % options_.epochs != 0) return;
  optimizer_.reset();
  activations_ = Tensor();
}

Tensor LayerwiseTraining::loss(std::size_t layer, const Tensor& clean, assay::Stream& noise) const {
  const bool first = layer == 0;
  const bool last = layer + 1 == pairs_.size();
  const auto& [down, up] = pairs_[layer];
  Tensor hidden = down(first ? clean : dropped(clean, options_.dropout, noise));
  if (!last) hidden = dropped(torch::relu(hidden), options_.dropout, noise);
  Tensor output = up(hidden);
  if (!first) output = torch::relu(output);
  return (output - clean).square().sum(1).mean() * 0.5;
}

void LayerwiseTraining::save(assay::StateDict& state) const {
  if (optimizer_ != nullptr) baselines::put_optimizer(state, *optimizer_, optimizer_prefix);
}

void LayerwiseTraining::restore(const assay::StateDict& state) { restored_ = baselines::saved_optimizer(state, optimizer_prefix); }

}  // namespace autoencoder
