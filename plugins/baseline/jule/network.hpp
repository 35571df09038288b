#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <assay/plugin.hpp>

namespace assay::baseline_jule {

/// The convolutions for images of one size: each of 5×5 without padding, some followed by max-pooling of 2×2.
struct Layout {
  std::vector<bool> pooled;  ///< of each convolution
  std::int64_t height = 0;   ///< of the last map
  std::int64_t width = 0;
};

/// Convolutions alternate with poolings until the map is no larger than 10×10, which gives the published networks: 28 → 24 → 12 → 8 for MNIST,
/// 16 → 12 → 6 for USPS. Throws SpecError "jule.no-images", and "jule.too-small" for images with a side below 5.
Layout layout_for(const DatasetInfo& data);

struct NetworkOptions {
  std::int64_t channels = 50;   ///< of every convolution
  std::int64_t features = 160;  ///< width F of the output
};

/// Convolutions with batch normalisation and ReLU, then a linear layer to features of length 1: [B, D] → [B, F]. Weights are N(0, 0.01²).
std::unique_ptr<Network> make_network(const DatasetInfo& data, const NetworkOptions& options, Stream& init);

}  // namespace assay::baseline_jule
