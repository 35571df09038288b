#include <assay/plugin.hpp>

#include "mlp_networks.hpp"

namespace {

using assay::encoder_mlp::Layout;

struct MlpOptions {
  std::vector<std::int64_t> hidden = {500, 500};
  std::int64_t features = 150;
  bool batch_norm = true;
  std::string activation = "relu";
  std::string decoder_input = "sum";
  std::string init = "glorot_uniform";
  double init_std = 0.01;

  static constexpr auto fields = assay::fields(
      assay::field("hidden", &MlpOptions::hidden, "widths of the hidden layers of the encoder; the decoder mirrors them").in(1, 65536),
      assay::field("features", &MlpOptions::features, "width F of the features, which are a linear layer").in(1, 65536),
      assay::field("batch_norm", &MlpOptions::batch_norm, "batch normalisation before each activation"),
      assay::field("activation", &MlpOptions::activation, "function after each hidden layer").one_of("relu", "elu", "tanh"),
      assay::field("decoder_input", &MlpOptions::decoder_input,
                   "sum: each code is mapped to F numbers, the maps are added and a layer of F units follows; concat: the codes side by side")
          .one_of("sum", "concat"),
      assay::field("init", &MlpOptions::init, "how the weights are drawn; biases start at 0").one_of("glorot_uniform", "fan_in_uniform", "normal"),
      assay::field("init_std", &MlpOptions::init_std, "standard deviation of init = \"normal\"").above(0.0));
};

class Mlp final : public assay::Encoder {
 public:
  Mlp(const MlpOptions& options, assay::BuildContext& /*context*/)
      : features_(options.features),
        concatenate_(options.decoder_input == "concat"),
        layout_{options.hidden, options.batch_norm, options.activation, {options.init, options.init_std}} {}

  std::int64_t features() const override { return features_; }

  std::unique_ptr<assay::Network> make_encoder(const assay::DatasetInfo& data, assay::Stream& init) const override {
    return assay::encoder_mlp::encoder(layout_, data.dimensions(), features_, init);
  }

  std::unique_ptr<assay::Network> make_decoder(const assay::DatasetInfo& data, const std::vector<std::int64_t>& code_widths,
                                               assay::Stream& init) const override {
    if (concatenate_) return assay::encoder_mlp::concatenating_decoder(layout_, code_widths, data.dimensions(), init);
    return assay::encoder_mlp::summing_decoder(layout_, code_widths, features_, data.dimensions(), init);
  }

 private:
  std::int64_t features_;
  bool concatenate_;
  Layout layout_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Mlp, MlpOptions>("mlp", "fully connected networks for data of any shape"));
