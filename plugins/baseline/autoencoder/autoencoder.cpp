#include <optional>

#include <assay/plugin.hpp>

#include "../common/epoch_baseline.hpp"
#include "layerwise.hpp"

namespace {

using assay::Tensor;
using baselines::Losses;
using baselines::Step;

struct AutoencoderOptions : baselines::TrainingOptions {
  std::string optimizer = "adam";
  double momentum = 0.9;
  std::string reduction = "mean";
  std::int64_t layer_epochs = 0;
  double dropout = 0.2;
  double layer_lr = 0.1;
  std::string layer_optimizer = "sgd";

  AutoencoderOptions() {
    epochs = 50;
    batch = 256;
  }

  static constexpr auto fields = std::tuple_cat(
      baselines::TrainingOptions::fields,
      assay::fields(
          assay::field("optimizer", &AutoencoderOptions::optimizer, "how the weights are changed").one_of("adam", "sgd"),
          assay::field("momentum", &AutoencoderOptions::momentum, "of optimizer = \"sgd\"").in(0.0, 0.999999),
          assay::field("reduction", &AutoencoderOptions::reduction,
                       "of the squared error of a sample: mean over its numbers, sum_dim: their sum, half_sum: half of that")
              .one_of("mean", "sum_dim", "half_sum"),
          assay::field("layer_epochs", &AutoencoderOptions::layer_epochs,
                       "epochs of denoising pre-training per layer, before the layers are trained together; each is a round of its own; 0: none")
              .in(0, 1000000),
          assay::field("dropout", &AutoencoderOptions::dropout, "share of the activations that the layers' pre-training drops").in(0.0, 0.95),
          assay::field("layer_lr", &AutoencoderOptions::layer_lr, "learning rate of the layers' pre-training").above(0.0),
          assay::field("layer_optimizer", &AutoencoderOptions::layer_optimizer, "of the layers' pre-training").one_of("adam", "sgd")));
  static constexpr auto needs = assay::needs(assay::need("encoder", "the network to train, with its decoder"));
};

/// Trains encoder and decoder to reproduce the data; with `layer_epochs` after the layer-wise denoising of Vincent et al. (2010), as DEC does.
class Autoencoder final : public baselines::EpochBaseline, public assay::Embeds, public assay::Reconstructs {
 public:
  Autoencoder(const AutoencoderOptions& options, assay::BuildContext& context)
      : EpochBaseline(options, {}), options_(options), encoder_(context.encoder()), info_(context.dataset()) {}

  std::int64_t features() const override { return encoder_->features(); }
  Tensor embed(const Tensor& x) override { return encode_->forward({x}); }
  Tensor reconstruct(const Tensor& x) override { return decode_->forward({encode_->forward({x})}); }

 private:
  void build(assay::Stream& init) override {
    encode_ = &add("encoder", encoder_->make_encoder(info_, init));
    decode_ = &add("decoder", encoder_->make_decoder(info_, {encoder_->features()}, init));
    if (options_.layer_epochs > 0) layers_.emplace(*encode_, *decode_, layerwise());
  }

  autoencoder::LayerwiseOptions layerwise() const {
    autoencoder::LayerwiseOptions options;
    options.epochs = options_.layer_epochs;
    options.batch = options_.batch;
    options.lr = options_.layer_lr;
    options.adam = options_.layer_optimizer == "adam";
    options.momentum = options_.momentum;
    options.dropout = options_.dropout;
    return options;
  }

  std::int64_t preparation_rounds() const override { return layers_ ? layers_->rounds() : 0; }
  void prepare(const Tensor& x, assay::FitContext& context, std::int64_t round) override { layers_->run(x, context, round); }
  void declare_more(assay::Recorder& recorder) const override {
    if (layers_) layers_->declare(recorder);
  }
  void save_more(assay::StateDict& state) const override {
    if (layers_) layers_->save(state);
  }
  void restore_more(const assay::StateDict& state) override {
    if (layers_) layers_->restore(state);
  }

  Losses losses(const Step& step) override {
    const Tensor error = decode_->forward({encode_->forward({step.x})}) - step.x;
    const auto numbers = static_cast<double>(step.x.size(1));
    const double scale = options_.reduction == "mean" ? 1.0 : (options_.reduction == "sum_dim" ? numbers : 0.5 * numbers);
    return {error.square().mean() * scale, {}};
  }

  std::unique_ptr<assay::Optimizer> make_optimizer(const assay::NamedTensors& parameters) const override {
    if (options_.optimizer == "adam") return assay::make_adam({}, parameters);
    assay::SgdOptions sgd;
    sgd.momentum = options_.momentum;
    return assay::make_sgd(sgd, parameters);
  }

  AutoencoderOptions options_;
  std::shared_ptr<const assay::Encoder> encoder_;
  assay::DatasetInfo info_;
  assay::Network* encode_ = nullptr;
  assay::Network* decode_ = nullptr;
  std::optional<autoencoder::LayerwiseTraining> layers_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Autoencoder, AutoencoderOptions>("autoencoder",
                                                               "an autoencoder, to pre-train others with; its codes can be clustered"));
