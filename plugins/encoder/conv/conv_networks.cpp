#include "conv_networks.hpp"

namespace assay::encoder_conv {
namespace {

using torch::nn::Module;

std::string dimensions_text(std::int64_t height, std::int64_t width) { return std::to_string(height) + "x" + std::to_string(width); }

SpecError map_size_error(const std::string& message) {
  return SpecError({"encoder.map-size", message, {}, "the convolutions of an encoder must end at a map of 1x1; change 'kernels' or 'strides'", {}});
}

/// Size after a convolution without padding.
std::int64_t reduced(std::int64_t size, std::int64_t kernel, std::int64_t stride) { return (size - kernel) / stride + 1; }

/// A convolution with batch normalisation and ReLU, or a bare one.
class Block final : public Module {
 public:
  Block(const Convolution::Shape& shape, bool activated, bool batch_norm, const WeightInit& init, Stream& stream) : activated_(activated) {
    convolution_ = register_module("convolution", std::make_shared<Convolution>(shape, init, stream));
    if (activated && batch_norm) norm_ = register_module("norm", std::make_shared<BatchNorm>(shape.out));
  }

  Tensor forward(const Tensor& x) const {
    Tensor out = convolution_->forward(x);
    if (!activated_) return out;
    if (norm_) out = norm_->forward(out);
    return out.relu_();
  }

 private:
  bool activated_;
  std::shared_ptr<Convolution> convolution_;
  std::shared_ptr<BatchNorm> norm_;
};

class EncoderModule final : public Module {
 public:
  EncoderModule(const Layout& layout, const DatasetInfo& data, Stream& stream) : image_(data.shape) {
    std::int64_t in = data.shape[0];
    for (std::size_t i = 0; i < layout.channels.size(); ++i) {
      const Convolution::Shape shape{in, layout.channels[i], layout.kernels[i], layout.strides[i], false, 0};
      blocks_.push_back(register_module("block" + std::to_string(i), std::make_shared<Block>(shape, true, layout.batch_norm, layout.init, stream)));
      in = shape.out;
    }
  }

  Tensor forward(const Tensor& x) const {
    Tensor map = x.view({x.size(0), image_[0], image_[1], image_[2]});
    for (const auto& block : blocks_) map = block->forward(map);
    return map.flatten(1);
  }

 private:
  std::vector<std::int64_t> image_;
  std::vector<std::shared_ptr<Block>> blocks_;
};

class DecoderModule final : public Module {
 public:
  DecoderModule(const Layout& layout, const DatasetInfo& data, const std::vector<std::int64_t>& codes, Stream& stream) {
    const MapSizes sizes = map_sizes(layout, data);
    input_ = register_module("input", std::make_shared<CodeSum>(codes, layout.channels.back(), layout.init, stream));
    for (std::size_t i = layout.channels.size(); i-- > 0;) {
      // Rows that the convolution left unread at the edge come back as output padding.
      const std::int64_t unread = (sizes.heights[i] - layout.kernels[i]) % layout.strides[i];
      if (unread != (sizes.widths[i] - layout.kernels[i]) % layout.strides[i]) {
        throw map_size_error("convolution " + std::to_string(i + 1) + " leaves different margins of its " +
                             dimensions_text(sizes.heights[i], sizes.widths[i]) + " map unread, so it has no mirror image");
      }
      const std::int64_t out = i == 0 ? data.shape[0] : layout.channels[i - 1];
      const Convolution::Shape shape{layout.channels[i], out, layout.kernels[i], layout.strides[i], true, unread};
      const bool activated = i > 0 || layout.dense_output;
      blocks_.push_back(register_module("block" + std::to_string(blocks_.size()),
                                        std::make_shared<Block>(shape, activated, layout.batch_norm, layout.init, stream)));
    }
    if (layout.dense_output) output_ = register_module("output", std::make_shared<Dense>(data.dimensions(), data.dimensions(), layout.init, stream));
  }

  Tensor forward(const std::vector<Tensor>& codes) const {
    Tensor map = input_->forward(codes);
    map = map.view({map.size(0), map.size(1), 1, 1});
    for (const auto& block : blocks_) map = block->forward(map);
    map = map.flatten(1);
    return output_ ? output_->forward(map) : map;
  }

 private:
  std::shared_ptr<CodeSum> input_;
  std::vector<std::shared_ptr<Block>> blocks_;
  std::shared_ptr<Dense> output_;
};

}  // namespace

MapSizes map_sizes(const Layout& layout, const DatasetInfo& data) {
  if (!data.is_image()) {
    throw SpecError(
        {"encoder.no-images", "a convolutional encoder needs images, and the samples of this data set are none", {}, "use encoder 'mlp'", {}});
  }
  MapSizes sizes{{data.shape[1]}, {data.shape[2]}};
  for (std::size_t i = 0; i < layout.kernels.size(); ++i) {
    const std::int64_t height = sizes.heights.back();
    const std::int64_t width = sizes.widths.back();
    if (height < layout.kernels[i] || width < layout.kernels[i]) {
      throw map_size_error("convolution " + std::to_string(i + 1) + " has a kernel of " + std::to_string(layout.kernels[i]) +
                           ", larger than its map of " + dimensions_text(height, width));
    }
    sizes.heights.push_back(reduced(height, layout.kernels[i], layout.strides[i]));
    sizes.widths.push_back(reduced(width, layout.kernels[i], layout.strides[i]));
  }
  if (sizes.heights.back() != 1 || sizes.widths.back() != 1) {
    throw map_size_error("the convolutions reduce images of " + dimensions_text(data.shape[1], data.shape[2]) + " to " +
                         dimensions_text(sizes.heights.back(), sizes.widths.back()) + ", not to 1x1");
  }
  return sizes;
}

std::unique_ptr<Network> encoder(const Layout& layout, const DatasetInfo& data, Stream& stream) {
  map_sizes(layout, data);
  const auto module = std::make_shared<EncoderModule>(layout, data, stream);
  return std::make_unique<ModuleNetwork>(module, [module](const std::vector<Tensor>& inputs) { return module->forward(inputs.at(0)); });
}

std::unique_ptr<Network> decoder(const Layout& layout, const DatasetInfo& data, const std::vector<std::int64_t>& codes, Stream& stream) {
  const auto module = std::make_shared<DecoderModule>(layout, data, codes, stream);
  return std::make_unique<ModuleNetwork>(module, [module](const std::vector<Tensor>& inputs) { return module->forward(inputs); });
}

}  // namespace assay::encoder_conv
