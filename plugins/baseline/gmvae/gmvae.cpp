#include <memory>
#include <tuple>

#include <torch/utils.h>
#include <assay/plugin.hpp>

#include "../common/likelihood.hpp"
#include "gmvae_networks.hpp"

namespace {

using assay::Tensor;
using assay::baseline_gmvae::Layout;
using baselines::Gaussian;

struct GmvaeOptions : baselines::VariationalOptions {
  std::int64_t clusters = 10;
  std::string network = "auto";
  std::int64_t hidden = 0;
  std::int64_t x_dim = 200;
  std::int64_t w_dim = 150;
  std::int64_t samples = 1;
  double minimum_information = 0.5;

  GmvaeOptions() {
    batch = 50;
    lr = 1e-4;
  }

  static constexpr auto fields = std::tuple_cat(
      VariationalOptions::fields,
      assay::fields(assay::field("clusters", &GmvaeOptions::clusters, "components K of the prior").in(1, 65536).derivable("classes"),
                    assay::field("network", &GmvaeOptions::network, "convolutions for images of 28x28, or fully connected; auto: what fits the data")
                        .one_of("auto", "conv", "dense"),
                    assay::field("hidden", &GmvaeOptions::hidden, "units of the hidden layers; 0: 500 with convolutions, else 1000").in(0, 65536),
                    assay::field("x_dim", &GmvaeOptions::x_dim, "width of the code x that the data come from").in(1, 65536),
                    assay::field("w_dim", &GmvaeOptions::w_dim, "width of the code w that places the components").in(1, 65536),
                    assay::field("samples", &GmvaeOptions::samples, "draws M of (x, w) per sample and step").in(1, 1000),
                    assay::field("minimum_information", &GmvaeOptions::minimum_information,
                                 "λ: KL(p(z | x, w) || uniform), in nats, costs nothing up to here, so that the components do not merge")
                        .at_least(0.0)));
};

Layout layout_of(const GmvaeOptions& options, const assay::DatasetInfo& data) {
  const bool fits = data.is_image() && data.shape[1] == 28 && data.shape[2] == 28;
  if (options.network == "conv" && !fits && !data.shape.empty()) {
    throw assay::SpecError({"gmvae.image-size", "network = \"conv\" of baseline 'gmvae' needs images of 28x28", {}, "use network = \"dense\"", {}});
  }
  const bool convolutional = options.network == "conv" || (options.network == "auto" && fits);
  const std::int64_t usual = convolutional ? 500 : 1000;
  return {convolutional, options.hidden > 0 ? options.hidden : usual, options.x_dim, options.w_dim, options.clusters};
}

/// The Gaussian mixture variational autoencoder of Dilokthanakul et al. 2016: w ~ N(0, I) places K Gaussians, z chooses one, x is drawn from it and
/// the data from x. p(z | x, w) follows from Bayes' rule; the minimum information constraint keeps it from becoming uniform.
class Gmvae final : public baselines::EpochBaseline,
                    public assay::Assigns,
                    public assay::Embeds,
                    public assay::Reconstructs,
                    public assay::Generates {
 public:
  Gmvae(const GmvaeOptions& options, assay::BuildContext& context)
      : EpochBaseline(options, {{"reconstruction", "negative log-likelihood of the sample given the code x"},
                                {"conditional_kl", "divergence of q(x) from the components, weighted with p(z | x, w)"},
                                {"w_kl", "divergence of q(w) from N(0, I)"},
                                {"z_kl", "divergence of p(z | x, w) from uniform, before the minimum information constraint"}}),
        options_(options),
        data_(context.dataset()),
        layout_(layout_of(options, data_)),
        likelihood_(options.likelihood, data_) {}

  std::int64_t clusters() const override { return options_.clusters; }
  Tensor responsibilities(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    const auto [code, place] = inference_->forward(x);
    return torch::softmax(assay::baseline_gmvae::component_logits(code.mean, prior_->forward(place.mean)), 1);
  }
  std::int64_t features() const override { return options_.x_dim; }
  Tensor embed(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    return inference_->forward(x).first.mean;
  }
  Tensor reconstruct(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    return likelihood_.expected(generator_->forward(embed(x)));
  }
  std::int64_t categories() const override { return options_.clusters; }
  std::int64_t style_width() const override { return options_.w_dim; }
  /// The style is w; x is the mean of its component.
  Tensor generate(const Tensor& category, const Tensor& style) override {
    const torch::NoGradGuard no_grad;
    const Tensor means = prior_->forward(style).mean;
    const Tensor rows = torch::arange(category.size(0), category.options());
    return likelihood_.expected(generator_->forward(means.index({rows, category})));
  }
  Tensor style(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    return inference_->forward(x).second.mean;
  }

 private:
  void build(assay::Stream& init) override {
    inference_ = assay::baseline_gmvae::make_inference(layout_, data_, init);
    prior_ = std::make_shared<assay::baseline_gmvae::ComponentPrior>(layout_, init);
    generator_ = assay::baseline_gmvae::make_generator(layout_, data_, init);
    add("inference", inference_);
    add("prior", prior_);
    add("generator", generator_);
  }

  /// The published code sums over the batch; Adam takes no notice of that factor.
  baselines::Losses losses(const baselines::Step& step) override {
    const auto [code, place] = inference_->forward(step.x);
    const Tensor w_kl = assay::gaussian_kl(place.mean, place.log_variance).mean();
    Tensor reconstruction = torch::zeros_like(w_kl);
    Tensor conditional_kl = torch::zeros_like(w_kl);
    Tensor z_kl = torch::zeros_like(w_kl);
    const double share = 1.0 / static_cast<double>(options_.samples);
    for (std::int64_t i = 0; i < options_.samples; ++i) {
      const Tensor x = code.sample(step.noise);
      const Gaussian components = prior_->forward(place.sample(step.noise));
      const Tensor logits = assay::baseline_gmvae::component_logits(x, components);
      const Tensor kl = assay::gaussian_kl(code.mean.unsqueeze(1), code.log_variance.unsqueeze(1), components.mean, components.log_variance);
      reconstruction = reconstruction + share * likelihood_.error(step.x, generator_->forward(x)).mean();
      conditional_kl = conditional_kl + share * (torch::softmax(logits, 1) * kl).sum(1).mean();
      z_kl = z_kl + share * assay::categorical_kl(logits).mean();
    }
    const Tensor objective = reconstruction + conditional_kl + w_kl + assay::baseline_gmvae::minimum_information(z_kl, options_.minimum_information);
    return {objective, {reconstruction, conditional_kl, w_kl, z_kl}};
  }

  GmvaeOptions options_;
  assay::DatasetInfo data_;
  Layout layout_;
  baselines::Likelihood likelihood_;
  std::shared_ptr<assay::baseline_gmvae::Inference> inference_;
  std::shared_ptr<assay::baseline_gmvae::ComponentPrior> prior_;
  std::shared_ptr<assay::baseline_gmvae::Generator> generator_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Gmvae, GmvaeOptions>("gmvae", "Gaussian mixture variational autoencoder with the minimum information constraint"));
