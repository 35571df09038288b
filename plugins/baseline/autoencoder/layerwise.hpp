#pragma once

#include <cstdint>

#include <assay/plugin.hpp>

namespace autoencoder {

struct LayerwiseOptions {
  std::int64_t epochs = 1;  ///< per layer
  std::int64_t batch = 256;
  double lr = 0.1;
  bool adam = false;
  double momentum = 0.9;  ///< of gradient descent
  double dropout = 0.2;
};

/// Stacked denoising pre-training (Vincent et al. 2010, with the choices of DEC, Xie et al. 2016, section 3.3): each pair of an encoder layer and its
/// mirror in the decoder learns, on the clean activations of the layers below, to undo dropout on its input and on its hidden units.
/// Rectified units everywhere but at the code and at the data; squared error, half the sum per sample.
///
/// Both networks must be stacks of dense layers that mirror each other, without batch normalisation; else SpecError "autoencoder.not-dense".
/// Streams: "shuffle", "sample". Series: none; an event per layer tells its last error.
void pretrain_layers(const assay::Tensor& x, assay::Network& encoder, assay::Network& decoder, const LayerwiseOptions& options,
                     assay::FitContext& context);

}  // namespace autoencoder
