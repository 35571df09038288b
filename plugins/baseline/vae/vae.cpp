#include <limits>
#include <memory>
#include <tuple>

#include <torch/utils.h>
#include <assay/plugin.hpp>

#include "../common/code_model.hpp"
#include "../common/gaussian_output.hpp"
#include "../common/variational_networks.hpp"

namespace {

using assay::Tensor;
using baselines::Gaussian;

struct VaeOptions : baselines::CodeModelOptions, baselines::LearnedVarianceOptions {
  static constexpr auto fields = std::tuple_cat(CodeModelOptions::fields, LearnedVarianceOptions::fields);
};

/// The variational autoencoder of Kingma and Welling 2014: p(z) = N(0, I), q(z | x) = N(μ(x), diag σ²(x)).
class Vae final : public baselines::CodeModel, public assay::EmbedsGaussian {
 public:
  Vae(const VaeOptions& options, assay::BuildContext& context)
      : CodeModel(
            options, context.dataset(),
            {{"reconstruction", "negative log-likelihood of the sample given the code"}, {"gaussian_kl", "divergence of q(z | x) from N(0, I)"}}),
        learned_variance_(options.learned_variance),
        output_(context.dataset().dimensions()) {
    options.check(options.likelihood);
  }

  Tensor embed_log_variance(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    const Tensor log_variance = posterior(x).log_variance;
    // A feature that was drawn leaves nothing to chance.
    return options().feature == "mean" ? log_variance : torch::full_like(log_variance, -std::numeric_limits<double>::infinity());
  }

 private:
  void build(assay::Stream& init) override {
    layers_ = std::make_shared<baselines::HiddenLayers>(dimensions(), options().hidden, false, assay::WeightInit(), init);
    code_ =
        std::make_shared<baselines::GaussianHead>(layers_->width(), options().dim, baselines::VarianceLink::exponential, assay::WeightInit(), init);
    decoder_ = std::make_shared<baselines::Decoder>(options().dim, mirrored_hidden(), learned_variance_ ? output_.width() : dimensions(),
                                                    assay::WeightInit(), init);
    add("layers", layers_);
    add("code", code_);
    add("decoder", decoder_);
  }
  baselines::Losses losses(const baselines::Step& step) override {
    const Gaussian q = posterior(step.x);
    const Tensor reconstruction = error(step.x, decoder_->forward(q.sample(step.noise))).mean();
    const Tensor gaussian_kl = assay::gaussian_kl(q.mean, q.log_variance).mean();
    return {reconstruction + gaussian_kl, {reconstruction, gaussian_kl}};
  }
  Tensor mean_code(const Tensor& x) const override { return posterior(x).mean; }
  Tensor draw_code(const Tensor& x, assay::Stream& noise) const override { return posterior(x).sample(noise); }
  Tensor decode(const Tensor& z) const override {
    const Tensor output = decoder_->forward(z);
    return learned_variance_ ? output_.mean(output) : output;
  }
  Tensor error(const Tensor& x, const Tensor& output) const { return learned_variance_ ? output_.error(x, output) : likelihood().error(x, output); }

  Gaussian posterior(const Tensor& x) const { return code_->forward(layers_->forward(x)); }

  bool learned_variance_;
  baselines::GaussianOutput output_;
  std::shared_ptr<baselines::HiddenLayers> layers_;
  std::shared_ptr<baselines::GaussianHead> code_;
  std::shared_ptr<baselines::Decoder> decoder_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Vae, VaeOptions>("vae", "variational autoencoder with fully connected networks"));
