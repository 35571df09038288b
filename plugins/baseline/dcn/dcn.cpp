#include <assay/plugin.hpp>

#include "../common/epoch_baseline.hpp"
#include "../common/lloyd.hpp"
#include "centres.hpp"

namespace {

using assay::Tensor;
using baselines::Losses;
using baselines::Step;

constexpr std::int64_t evaluation_batch = 2000;

struct DcnOptions : baselines::TrainingOptions {
  double reconstruction_weight = 1.0;
  double clustering_weight = 1.0;
  double momentum = 0.9;
  double bias_lr_factor = 2.0;
  std::int64_t kmeans_every = 10;

  DcnOptions() {
    epochs = 50;
    batch = 256;
    lr = 1e-4;
  }

  static constexpr auto fields = std::tuple_cat(
      baselines::TrainingOptions::fields,
      assay::fields(
          assay::field("reconstruction_weight", &DcnOptions::reconstruction_weight, "factor of the squared reconstruction error").at_least(0.0),
          assay::field("clustering_weight", &DcnOptions::clustering_weight,
                       "factor of the squared distance to the centre; half of it is the paper's lambda / 2")
              .at_least(0.0),
          assay::field("momentum", &DcnOptions::momentum, "of Nesterov's gradient descent").in(0.0, 0.999999),
          assay::field("bias_lr_factor", &DcnOptions::bias_lr_factor, "learning rate of biases, relative to that of weights").above(0.0),
          assay::field("kmeans_every", &DcnOptions::kmeans_every, "epochs between two runs of k-means from the present centres; 0: none")
              .in(0, 1000000)));
  static constexpr auto needs = assay::needs(assay::need("encoder", "the network whose codes are clustered"),
                                             assay::need("stage.pretrain", "an autoencoder: the weights to start from"),
                                             assay::need("stage.init", "k-means on its codes: the centres to start from"));
};

/// Deep clustering network (Yang et al. 2017): per sample β‖f(x) − c‖² + λ‖g(f(x)) − x‖², alternating steps of the network and of the centres.
class Dcn final : public baselines::EpochBaseline, public assay::Embeds, public assay::Assigns, public assay::Reconstructs {
 public:
  Dcn(const DcnOptions& options, assay::BuildContext& context)
      : EpochBaseline(
            options, {{"reconstruction", "squared error, summed over the dimensions"}, {"clustering", "squared distance of the code to its centre"}}),
        options_(options),
        encoder_(context.encoder()),
        info_(context.dataset()) {}

  std::int64_t features() const override { return encoder_->features(); }
  Tensor embed(const Tensor& x) override { return encode_->forward({x}); }
  Tensor reconstruct(const Tensor& x) override { return decode_->forward({encode_->forward({x})}); }
  std::int64_t clusters() const override { return centres_.counts().size(0); }
  Tensor responsibilities(const Tensor& x) override { return torch::one_hot(centres_.nearest(embed(x)), clusters()).to(x.options()); }

 private:
  void build(assay::Stream& init) override {
    encode_ = &add("encoder", encoder_->make_encoder(info_, init));
    decode_ = &add("decoder", encoder_->make_decoder(info_, {encoder_->features()}, init));
  }

  void start(const Tensor& x, assay::FitContext& context) override {
    assay::load_network(context.stage("pretrain"), "encoder/", *encode_);
    assay::load_network(context.stage("pretrain"), "decoder/", *decode_);
    centres_ = dcn::Centres(context.stage("init").get("centres"));
    assigned_ = centres_.nearest(codes(x));
  }

  void begin_epoch(const Tensor& /*x*/, assay::FitContext& /*context*/, std::int64_t /*epoch*/) override {
    used_ = torch::zeros({clusters()}, torch::kInt64);
  }

  Losses losses(const Step& step) override {
    const Tensor z = encode_->forward({step.x});
    const Tensor centres = centres_.values().to(z.device()).index_select(0, assigned_.index_select(0, step.indices.cpu()).to(z.device()));
    const Tensor clustering = (z - centres).square().sum(1).mean();
    const Tensor reconstruction = (decode_->forward({z}) - step.x).square().sum(1).mean();
    return {reconstruction * options_.reconstruction_weight + clustering * options_.clustering_weight, {reconstruction, clustering}};
  }

  void after_step(const Step& step) override {
    const torch::NoGradGuard no_grad;
    const Tensor assigned = centres_.follow(encode_->forward({step.x}));
    assigned_.index_copy_(0, step.indices.cpu(), assigned);
    used_.index_add_(0, assigned, torch::ones_like(assigned));
  }

  bool end_epoch(const Tensor& x, assay::FitContext& context, std::int64_t epoch, double /*objective*/) override {
    revive_dead_centres(x, context);
    if (options_.kmeans_every > 0 && epoch % options_.kmeans_every == 0) {
      const plugin_common::Points points(codes(x));
      const Tensor start = centres_.values().to(torch::kCPU, torch::kFloat64) - points.mean();
      const auto result = baselines::lloyd(points, start, {}, [](double /*inertia*/) {});
      centres_.move_to(result.centres + points.mean());
      assigned_ = centres_.nearest(codes(x));
    }
    return false;
  }

  /// A centre that no sample of the epoch was nearest to starts again at the code of a random sample.
  void revive_dead_centres(const Tensor& x, assay::FitContext& context) {
    for (std::int64_t k = 0; k < clusters(); ++k) {
      if (used_[k].item<std::int64_t>() > 0) continue;
      const std::int64_t sample = context.streams().host("revive").integer(x.size(0));
      centres_.reset(k, codes(x.narrow(0, sample, 1)).squeeze(0).to(torch::kFloat64));
      context.recorder().event(assay::EventLevel::warning, "dcn.dead-centre", "centre " + std::to_string(k) + " had no samples and starts again");
    }
  }

  Tensor codes(const Tensor& x) {
    return assay::apply_in_batches(x, evaluation_batch, [&](const Tensor& rows) { return embed(rows); }).cpu();
  }

  std::unique_ptr<assay::Optimizer> make_optimizer(const assay::NamedTensors& parameters) const override {
    assay::SgdOptions sgd;
    sgd.momentum = options_.momentum;
    sgd.nesterov = options_.momentum > 0.0;
    auto optimizer = assay::make_sgd(sgd, parameters);
    optimizer->scale_lr("bias", options_.bias_lr_factor);
    return optimizer;
  }

  void save_more(assay::StateDict& state) const override {
    centres_.save(state);
    state.put("assigned", assigned_);
  }
  void restore_more(const assay::StateDict& state) override {
    centres_.restore(state);
    assigned_ = state.get("assigned").cpu().clone();
  }

  DcnOptions options_;
  std::shared_ptr<const assay::Encoder> encoder_;
  assay::DatasetInfo info_;
  assay::Network* encode_ = nullptr;
  assay::Network* decode_ = nullptr;
  dcn::Centres centres_;
  Tensor assigned_;  ///< int64 [N] on the CPU: the centre of every sample when it was last visited
  Tensor used_;      ///< int64 [K]: samples per centre in this epoch
};

}  // namespace

ASSAY_PLUGIN(assay::component<Dcn, DcnOptions>("dcn", "deep clustering network (Yang et al. 2017)"));
