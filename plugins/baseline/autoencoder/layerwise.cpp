#include "layerwise.hpp"

#include <string>
#include <utility>
#include <vector>

#include <torch/utils.h>

#include "../common/dropout.hpp"

namespace autoencoder {
namespace {

using assay::Tensor;
using baselines::dropped;

/// A dense layer as the pair of its tensors.
struct Layer {
  Tensor weight;  ///< [out, in]
  Tensor bias;    ///< [out]

  [[nodiscard]] Tensor operator()(const Tensor& x) const { return torch::linear(x, weight, bias); }
};

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

/// Encoder layer i with the decoder layer that undoes it.
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

class LayerTraining {
 public:
  LayerTraining(const std::pair<Layer, Layer>& pair, bool first, bool last, const LayerwiseOptions& options)
      : pair_(pair), first_(first), last_(last), options_(options) {}

  /// Returns the mean error of the last epoch.
  double run(const Tensor& activations, assay::FitContext& context) {
    const assay::NamedTensors parameters{{"encoder.weight", pair_.first.weight},
                                         {"encoder.bias", pair_.first.bias},
                                         {"decoder.weight", pair_.second.weight},
                                         {"decoder.bias", pair_.second.bias}};
    assay::SgdOptions sgd;
    sgd.momentum = options_.momentum;
    const auto optimizer = options_.adam ? assay::make_adam({}, parameters) : assay::make_sgd(sgd, parameters);
    assay::LossMean error;
    for (std::int64_t epoch = 1; epoch <= options_.epochs; ++epoch) {
      error = assay::LossMean();
      for (const auto& indices :
           assay::shuffled_batches(activations.size(0), options_.batch, context.streams().host("shuffle"), activations.device())) {
        const Tensor loss = step(activations.index_select(0, indices), context.streams().get("sample"));
        error.add(loss.detach(), indices.size(0));
        loss.backward();
        optimizer->step(options_.lr);
      }
    }
    return error.mean();
  }

 private:
  Tensor step(const Tensor& clean, assay::Stream& noise) const {
    const Tensor input = first_ ? clean : dropped(clean, options_.dropout, noise);
    Tensor hidden = pair_.first(input);
    if (!last_) hidden = dropped(torch::relu(hidden), options_.dropout, noise);
    Tensor output = pair_.second(hidden);
    if (!first_) output = torch::relu(output);
    return (output - clean).square().sum(1).mean() * 0.5;
  }

  const std::pair<Layer, Layer>& pair_;
  bool first_;
  bool last_;
  const LayerwiseOptions& options_;
};

}  // namespace

void pretrain_layers(const Tensor& x, assay::Network& encoder, assay::Network& decoder, const LayerwiseOptions& options, assay::FitContext& context) {
  const auto pairs = pairs_of(encoder, decoder);
  Tensor activations = x;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const bool last = i + 1 == pairs.size();
    const double error = LayerTraining(pairs[i], i == 0, last, options).run(activations, context);
    context.recorder().event(assay::EventLevel::info, "autoencoder.layer",
                             "layer " + std::to_string(i + 1) + " of " + std::to_string(pairs.size()) + ": error " + std::to_string(error));
    if (last) break;
    activations = assay::apply_in_batches(activations, 2000, [&](const Tensor& rows) { return torch::relu(pairs[i].first(rows)); });
  }
}

}  // namespace autoencoder
