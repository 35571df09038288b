#pragma once

#include <memory>
#include <string>
#include <vector>

#include <assay/plugin.hpp>

namespace assay::encoder_conv {

/// The convolutions of the encoder, the feature layer last. All are square, without padding.
struct Layout {
  std::vector<std::int64_t> channels;  ///< of each output; the last is F
  std::vector<std::int64_t> kernels;
  std::vector<std::int64_t> strides;
  bool batch_norm = true;
  bool dense_output = true;
  WeightInit init;
};

/// Height and width of the map before each convolution and after the last.
struct MapSizes {
  std::vector<std::int64_t> heights;
  std::vector<std::int64_t> widths;
};

/// Throws SpecError "encoder.no-images" for data that are no images, "encoder.map-size" when a kernel does not fit or the last map is not 1×1.
MapSizes map_sizes(const Layout& layout, const DatasetInfo& data);

/// Image → convolutions, each with batch normalisation and ReLU → features, the 1×1 map flattened.
std::unique_ptr<Network> encoder(const Layout& layout, const DatasetInfo& data, Stream& stream);

/// Σ_i linear(code_i) of width F as a 1×1 map → the mirrored transposed convolutions → image.
///
/// With `dense_output` every transposed convolution has batch normalisation and ReLU, and a linear layer D → D restores the range;
/// without, the last one is linear.
std::unique_ptr<Network> decoder(const Layout& layout, const DatasetInfo& data, const std::vector<std::int64_t>& codes, Stream& stream);

}  // namespace assay::encoder_conv
