#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include <torch/utils.h>
#include <assay/plugin.hpp>

#include "../common/likelihood.hpp"
#include "../common/variational_networks.hpp"
#include "mixture_prior.hpp"

namespace {

using assay::Tensor;
using assay::baseline_vade::MixturePrior;

/// Within the bounds of a log-variance by so much that the first steps can move it either way.
constexpr double lowest_start = -9.0;

/// Of the layers' parameters of that name the last one's.
Tensor last_parameter(const assay::Network& network, const std::string& name) {
  const assay::NamedTensors parameters = network.parameters();
  const auto last = std::find_if(parameters.rbegin(), parameters.rend(), [&](const auto& one) {
    return one.first.size() >= name.size() && one.first.compare(one.first.size() - name.size(), name.size(), name) == 0;
  });
  if (last != parameters.rend()) return last->second;
  throw assay::SpecError(
      {"vade.decoder", "baseline 'vade' needs a decoder that ends in a linear layer, and this one has no '" + name + "'", {}, "", {}});
}

/// The autoencoder's pixels v in [0, 1] become logits 8 (v − ½): read as logits themselves they would all start as probabilities of a half and more.
void read_as_logits(assay::Network& decoder) {
  constexpr double slope = 8.0;
  const torch::NoGradGuard no_grad;
  last_parameter(decoder, "weight").mul_(slope);
  last_parameter(decoder, "bias").sub_(0.5).mul_(slope);
}

struct VadeOptions : baselines::VariationalOptions {
  std::int64_t clusters = 10;
  double reconstruction_weight = 1.0;
  std::string weights = "fitted";
  double variance_bias = -4.0;
  std::string variance_unit = "component";
  double epsilon = 1e-4;
  double prior_lr_factor = 1.0;

  VadeOptions() {
    epochs = 300;
    lr = assay::Schedule::steps(0.002, 0.95, 10);
    clip_norm = 5.0;
  }

  static constexpr auto fields = std::tuple_cat(
      VariationalOptions::fields,
      assay::fields(
          assay::field("clusters", &VadeOptions::clusters, "components K of the prior, as many as [stage.init] finds")
              .in(1, 65536)
              .derivable("classes"),
          assay::field("reconstruction_weight", &VadeOptions::reconstruction_weight, "factor of the reconstruction error").at_least(0.0),
          assay::field("weights", &VadeOptions::weights, "where the weights of the components start: as fitted by [stage.init], or equal")
              .one_of("fitted", "uniform"),
          assay::field("variance_bias", &VadeOptions::variance_bias,
                       "where the log-variances of the codes start: low, so that first samples stay near the codes that [stage.init] saw")
              .in(-10.0, 10.0),
          assay::field("variance_unit", &VadeOptions::variance_unit,
                       "what variance_bias counts from: the logarithm of the variance within the components of [stage.init], by dimension, so that "
                       "the scale of the codes does not matter, or that of 1")
              .one_of("component", "one"),
          assay::field("epsilon", &VadeOptions::epsilon, "Adam's ε").above(0.0),
          assay::field("prior_lr_factor", &VadeOptions::prior_lr_factor,
                       "learning rate of the mixture, relative to that of the networks; 0: it stays as fitted by [stage.init]")
              .in(0.0, 1000.0)));
  static constexpr auto needs =
      assay::needs(assay::need("encoder", "networks whose features are the means of the codes; they must end in a linear layer"),
                   assay::need("stage.pretrain", "an autoencoder of the same networks, from whose weights training starts"),
                   assay::need("stage.init", "a Gaussian mixture, or k-means, on the features of stage.pretrain"));
};

/// Variational deep embedding (Jiang et al. 2017): a variational autoencoder with a mixture of Gaussians as prior.
/// q(z | x) = N(μ̃, diag σ̃²) and q(c | x) = p(c | z) at the sampled z; at z = μ̃ for the assignment.
class Vade final : public baselines::EpochBaseline, public assay::Assigns, public assay::Embeds, public assay::Reconstructs, public assay::Generates {
 public:
  Vade(const VadeOptions& options, assay::BuildContext& context)
      : EpochBaseline(options, {{"reconstruction", "negative log-likelihood of the sample given the code"},
                                {"gaussian_kl", "divergence of the code from the components, weighted with the responsibilities"},
                                {"categorical_kl", "divergence of the responsibilities from the weights of the components"}}),
        options_(options),
        data_(context.dataset()),
        likelihood_(options.likelihood, data_),
        architecture_(context.encoder()) {}

  std::int64_t clusters() const override { return options_.clusters; }
  Tensor responsibilities(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    return prior_->log_responsibilities(embed(x)).exp();
  }
  std::int64_t features() const override { return architecture_->features(); }
  Tensor embed(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    return encoder_->forward({x});
  }
  Tensor reconstruct(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    return likelihood_.expected(decoder_->forward({embed(x)}));
  }
  std::int64_t categories() const override { return options_.clusters; }
  std::int64_t style_width() const override { return features(); }
  /// The style is the code in units of its component: z = μ_c + σ_c · style.
  Tensor generate(const Tensor& category, const Tensor& style) override {
    const torch::NoGradGuard no_grad;
    const auto [mean, deviation] = component(category);
    return likelihood_.expected(decoder_->forward({mean + deviation * style}));
  }
  Tensor style(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    const Tensor code = embed(x);
    const auto [mean, deviation] = component(prior_->log_responsibilities(code).argmax(1));
    return (code - mean) / deviation;
  }

 private:
  void build(assay::Stream& init) override {
    encoder_ = &add("encoder", architecture_->make_encoder(data_, init));
    decoder_ = &add("decoder", architecture_->make_decoder(data_, {features()}, init));
    log_variance_ = std::make_shared<assay::Dense>(hidden_width(), features(), assay::WeightInit{"normal", 0.01}, init);
    add("log_variance", log_variance_);
    prior_ = std::make_shared<MixturePrior>(options_.clusters, features());
    add("prior", prior_);
  }

  void start(const Tensor& /*x*/, assay::FitContext& context) override {
    assay::load_network(context.stage("pretrain"), "encoder/", *encoder_);
    assay::load_network(context.stage("pretrain"), "decoder/", *decoder_);
    if (options_.likelihood == "bernoulli") read_as_logits(*decoder_);
    prior_->set(context.stage("init"), options_.weights == "fitted");
    start_variances();
  }

  void start_variances() {
    const torch::NoGradGuard no_grad;
    Tensor bias = log_variance_->named_parameters()["bias"];
    bias.fill_(options_.variance_bias);
    if (options_.variance_unit == "component") bias.add_(prior_->within_variance().log());
    bias.clamp_(lowest_start, -lowest_start);
  }

  baselines::Losses losses(const baselines::Step& step) override {
    const auto [hidden, mean] = encoder_->forward_with_hidden({step.x});
    const Tensor log_variance = baselines::bounded_log_variance(log_variance_->forward(hidden));
    const Tensor z = assay::gaussian_sample(mean, log_variance, step.noise.normal(mean.sizes()));
    const Tensor log_responsibility = prior_->log_responsibilities(z);
    const Tensor reconstruction = likelihood_.error(step.x, decoder_->forward({z})).mean();
    const Tensor gaussian_kl = prior_->conditional_kl(mean, log_variance, log_responsibility).mean();
    const Tensor categorical_kl = prior_->category_kl(log_responsibility).mean();
    return {options_.reconstruction_weight * reconstruction + gaussian_kl + categorical_kl, {reconstruction, gaussian_kl, categorical_kl}};
  }

  std::unique_ptr<assay::Optimizer> make_optimizer(const assay::NamedTensors& parameters) const override {
    assay::AdamOptions adam;
    adam.epsilon = options_.epsilon;
    auto optimizer = assay::make_adam(adam, parameters);
    for (const char* parameter : {"logits", "means", "log_variances"})
      optimizer->scale_lr(std::string("prior/") + parameter, options_.prior_lr_factor);
    return optimizer;
  }

  /// Of what the encoder's last layer reads.
  std::int64_t hidden_width() const {
    const torch::NoGradGuard no_grad;
    encoder_->set_training(false);
    return encoder_->forward_with_hidden({torch::zeros({1, data_.dimensions()})}).first.size(1);
  }

  /// {μ_c, σ_c}, [B, d] each, of the given components.
  std::pair<Tensor, Tensor> component(const Tensor& category) const {
    return {prior_->means().index_select(0, category), (0.5 * prior_->log_variances().index_select(0, category)).exp()};
  }

  VadeOptions options_;
  assay::DatasetInfo data_;
  baselines::Likelihood likelihood_;
  std::shared_ptr<const assay::Encoder> architecture_;
  assay::Network* encoder_ = nullptr;
  assay::Network* decoder_ = nullptr;
  std::shared_ptr<assay::Dense> log_variance_;
  std::shared_ptr<MixturePrior> prior_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Vade, VadeOptions>("vade",
                                                 "variational deep embedding: a variational autoencoder with a mixture of Gaussians as prior"));
