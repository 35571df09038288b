#include <assay/plugin.hpp>

#include "conv_networks.hpp"

namespace {

using assay::encoder_conv::Layout;

/// What the presets leave open.
struct PresetOptions {
  std::int64_t features = 150;
  std::string init = "glorot_uniform";
  double init_std = 0.01;

  static constexpr auto fields = assay::fields(
      assay::field("features", &PresetOptions::features, "width F of the features, the channels of the last convolution").in(1, 65536),
      assay::field("init", &PresetOptions::init, "how the weights are drawn; biases start at 0").one_of("glorot_uniform", "fan_in_uniform", "normal"),
      assay::field("init_std", &PresetOptions::init_std, "standard deviation of init = \"normal\"").above(0.0));
};

struct ConvOptions : PresetOptions {
  std::vector<std::int64_t> channels = {16, 32, 64, 128};
  std::vector<std::int64_t> kernels = {5, 5, 4, 5, 3};
  std::vector<std::int64_t> strides = {1, 1, 2, 2, 1};
  bool batch_norm = true;
  bool dense_output = true;

  static constexpr auto fields = std::tuple_cat(
      PresetOptions::fields,
      assay::fields(assay::field("channels", &ConvOptions::channels, "channels of the convolutions before the feature layer").in(1, 65536),
                    assay::field("kernels", &ConvOptions::kernels, "kernel of each convolution, the feature layer last").in(1, 1024),
                    assay::field("strides", &ConvOptions::strides, "stride of each convolution, the feature layer last").in(1, 1024),
                    assay::field("batch_norm", &ConvOptions::batch_norm, "batch normalisation before each ReLU"),
                    assay::field("dense_output", &ConvOptions::dense_output, "a linear layer from all pixels to all pixels ends the decoder")));
};

/// The networks for images of 28×28: maps of 24, 20, 9, 3 and 1.
struct Conv28Options : PresetOptions {
  Layout layout() const { return {{16, 32, 64, 128, features}, {5, 5, 4, 5, 3}, {1, 1, 2, 2, 1}, true, true, {init, init_std}}; }
};

/// The networks for images of 16×16: maps of 12, 8, 3 and 1.
struct Conv16Options : PresetOptions {
  Layout layout() const { return {{16, 32, 64, features}, {5, 5, 4, 3}, {1, 1, 2, 1}, true, true, {init, init_std}}; }
};

Layout layout_of(const ConvOptions& options) {
  const std::size_t layers = options.channels.size() + 1;
  if (options.kernels.size() != layers || options.strides.size() != layers) {
    throw assay::SpecError({"encoder.layer-count",
                            "encoder 'conv' with " + std::to_string(options.channels.size()) + " channels needs " + std::to_string(layers) +
                                " kernels and strides, not " + std::to_string(options.kernels.size()) + " and " +
                                std::to_string(options.strides.size()),
                            {},
                            "the last kernel and stride belong to the feature layer",
                            {}});
  }
  Layout layout{options.channels, options.kernels, options.strides, options.batch_norm, options.dense_output, {options.init, options.init_std}};
  layout.channels.push_back(options.features);
  return layout;
}

template <class Preset>
Layout layout_of(const Preset& options) {
  return options.layout();
}

template <class Options>
class Conv final : public assay::Encoder {
 public:
  Conv(const Options& options, assay::BuildContext& context) : layout_(layout_of(options)) {
    if (!context.dataset().shape.empty()) assay::encoder_conv::map_sizes(layout_, context.dataset());
  }

  std::int64_t features() const override { return layout_.channels.back(); }
  std::unique_ptr<assay::Network> make_encoder(const assay::DatasetInfo& data, assay::Stream& init) const override {
    return assay::encoder_conv::encoder(layout_, data, init);
  }
  std::unique_ptr<assay::Network> make_decoder(const assay::DatasetInfo& data, const std::vector<std::int64_t>& code_widths,
                                               assay::Stream& init) const override {
    return assay::encoder_conv::decoder(layout_, data, code_widths, init);
  }

 private:
  Layout layout_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Conv<ConvOptions>, ConvOptions>("conv", "convolutional networks for images of any size"),
             assay::component<Conv<Conv28Options>, Conv28Options>("conv28", "the five-layer convolutional networks for images of 28x28"),
             assay::component<Conv<Conv16Options>, Conv16Options>("conv16", "the four-layer convolutional networks for images of 16x16"));
