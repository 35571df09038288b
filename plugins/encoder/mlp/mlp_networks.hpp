#pragma once

#include <memory>
#include <string>
#include <vector>

#include <assay/plugin.hpp>

namespace assay::encoder_mlp {

/// What encoder and decoder share. A hidden layer is linear, then batch normalisation when asked for, then the activation.
struct Layout {
  std::vector<std::int64_t> hidden;  ///< widths in the order of the encoder
  bool batch_norm = true;
  std::string activation = "relu";
  WeightInit init;
};

/// data → hidden layers → linear layer of `features`.
std::unique_ptr<Network> encoder(const Layout& layout, std::int64_t data, std::int64_t features, Stream& stream);

/// Σ_i linear(code_i) of width `features` → hidden layer of `features` → hidden layers in reverse → linear layer of `data`.
std::unique_ptr<Network> summing_decoder(const Layout& layout, const std::vector<std::int64_t>& codes, std::int64_t features, std::int64_t data,
                                         Stream& stream);

/// The codes side by side → hidden layers in reverse → linear layer of `data`.
std::unique_ptr<Network> concatenating_decoder(const Layout& layout, const std::vector<std::int64_t>& codes, std::int64_t data, Stream& stream);

}  // namespace assay::encoder_mlp
