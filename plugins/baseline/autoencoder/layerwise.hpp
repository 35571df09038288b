#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <assay/plugin.hpp>

namespace autoencoder {

using assay::Tensor;

struct LayerwiseOptions {
  std::int64_t epochs = 1;  ///< per layer
  std::int64_t batch = 256;
  double lr = 0.1;
  bool adam = false;
  double momentum = 0.9;  ///< of gradient descent
  double dropout = 0.2;
};

/// A dense layer as the pair of its tensors.
struct Layer {
  Tensor weight;  ///< [out, in]
  Tensor bias;    ///< [out]

  [[nodiscard]] Tensor operator()(const Tensor& x) const { return torch::linear(x, weight, bias); }
};

/// Stacked denoising pre-training (Vincent et al. 2010, with the choices of DEC, Xie et al. 2016, section 3.3): each pair of an encoder layer and its
/// mirror in the decoder learns, on the clean activations of the layers below, to undo dropout on its input and on its hidden units.
/// Rectified units everywhere but at the code and at the data; squared error, half the sum per sample.
///
/// One round is one epoch of one layer; layers follow each other. Streams: "shuffle", "sample". Series: loss.layer_1, loss.layer_2, …
class LayerwiseTraining {
 public:
  /// Both networks must be stacks of dense layers that mirror each other, without batch normalisation; else SpecError "autoencoder.not-dense".
  /// Their tensors are trained in place.
  LayerwiseTraining(const assay::Network& encoder, const assay::Network& decoder, const LayerwiseOptions& options);

  [[nodiscard]] std::int64_t rounds() const { return static_cast<std::int64_t>(pairs_.size()) * options_.epochs; }
  void declare(assay::Recorder& recorder) const;
  /// Round `round`, from 1. Rounds follow each other, or what `save` put after the last one has been restored.
  void run(const Tensor& x, assay::FitContext& context, std::int64_t round);
  /// What goes beyond the weights: the optimizer, in the midst of a layer.
  void save(assay::StateDict& state) const;
  void restore(const assay::StateDict& state);

 private:
  void begin(const Tensor& x, std::size_t layer);
  [[nodiscard]] Tensor loss(std::size_t layer, const Tensor& clean, assay::Stream& noise) const;

  LayerwiseOptions options_;
  std::vector<std::pair<Layer, Layer>> pairs_;  ///< encoder layer i, and the decoder layer that undoes it
  // Of the layer that is being trained.
  std::unique_ptr<assay::Optimizer> optimizer_;
  Tensor activations_;            ///< [N, in]: what it reads
  assay::NamedTensors restored_;  ///< of an optimizer that is yet to be made
};

}  // namespace autoencoder
