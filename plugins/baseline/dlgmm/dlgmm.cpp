#include <memory>
#include <tuple>

#include <assay/plugin.hpp>

#include "../common/code_model.hpp"
#include "../common/variational_networks.hpp"
#include "mixture.hpp"
#include "stick_breaking.hpp"

namespace {

using assay::Tensor;
using assay::baseline_dlgmm::Kumaraswamy;
using assay::baseline_dlgmm::Mixture;
using baselines::Gaussian;

struct DlgmmOptions : baselines::CodeModelOptions {
  std::int64_t components = 5;
  std::string weights = "softmax";
  double concentration = 1.0;

  DlgmmOptions() { feature = "sample"; }

  static constexpr auto fields = std::tuple_cat(
      CodeModelOptions::fields,
      assay::fields(assay::field("components", &DlgmmOptions::components, "Gaussians K in q(z | x)").in(2, 1000),
                    assay::field("weights", &DlgmmOptions::weights,
                                 "weights of the components; stick_breaking: from Kumaraswamy sticks with prior Beta(1, concentration)")
                        .one_of("softmax", "stick_breaking"),
                    assay::field("concentration", &DlgmmOptions::concentration, "α of the sticks' prior; only for stick_breaking").above(0.0)));
};

/// An approximate re-implementation of the deep latent Gaussian mixture model (Nalisnick, Hertel, Smyth 2016): q(z | x) = Σ_k π_k(x) N(μ_k(x),
/// diag σ²_k(x)) and p(z) = N(0, I). The bound takes one z from each component: Σ_k π_k [ln p(x | z_k) + ln p(z_k) − ln Σ_j π_j N_j(z_k)].
class Dlgmm final : public baselines::CodeModel {
 public:
  Dlgmm(const DlgmmOptions& options, assay::BuildContext& context)
      : CodeModel(options, context.dataset(),
                  {{"reconstruction", "negative log-likelihood of the sample, averaged over the components"},
                   {"code_kl", "ln q(z | x) - ln p(z), averaged over the components"},
                   {"weights_kl", "divergence of the sticks from their prior; 0 without sticks"}}),
        components_(options.components),
        sticks_(options.weights == "stick_breaking"),
        concentration_(options.concentration) {}

 private:
  void build(assay::Stream& init) override {
    const assay::WeightInit rule;
    const std::int64_t weight_numbers = sticks_ ? 2 * (components_ - 1) : components_;
    layers_ = std::make_shared<baselines::HiddenLayers>(dimensions(), options().hidden, false, rule, init);
    codes_ =
        std::make_shared<baselines::GaussianHead>(layers_->width(), components_ * options().dim, baselines::VarianceLink::exponential, rule, init);
    weights_ = std::make_shared<assay::Dense>(layers_->width(), weight_numbers, rule, init);
    decoder_ = std::make_shared<baselines::Decoder>(options().dim, mirrored_hidden(), dimensions(), rule, init);
    add("layers", layers_);
    add("codes", codes_);
    add("weights", weights_);
    add("decoder", decoder_);
  }

  baselines::Losses losses(const baselines::Step& step) override {
    const Tensor features = layers_->forward(step.x);
    Tensor log_weights;
    Tensor weights_kl = torch::zeros({}, features.options());
    if (sticks_) {
      const Kumaraswamy sticks = stick_posterior(features);
      log_weights = assay::baseline_dlgmm::log_stick_weights(sticks.sample(step.noise.uniform(sticks.a.sizes())));
      weights_kl = sticks.kl(concentration_).sum(1).mean();
    } else {
      log_weights = torch::log_softmax(weights_->forward(features), 1);
    }
    const Mixture q{log_weights, components(features)};
    const Tensor z = q.components.sample(step.noise);  // [B, K, d], one of each component
    const Tensor reconstruction = q.average(likelihood().error(step.x.unsqueeze(1), decode(z))).mean();
    const Tensor standard = torch::zeros({options().dim}, z.options());
    const Tensor code_kl = q.average(q.log_density(z) - assay::gaussian_log_density(z, standard, standard)).mean();
    return {reconstruction + code_kl + weights_kl, {reconstruction, code_kl, weights_kl}};
  }

  Tensor mean_code(const Tensor& x) const override {
    const Mixture q = posterior(x);
    return (q.log_weights.exp().unsqueeze(2) * q.components.mean).sum(1);
  }
  Tensor draw_code(const Tensor& x, assay::Stream& noise) const override {
    const Mixture q = posterior(x);
    const Tensor component = (q.log_weights + noise.gumbel(q.log_weights.sizes())).argmax(1);
    const Tensor drawn = q.components.sample(noise);
    const Tensor rows = component.view({-1, 1, 1}).expand({-1, 1, drawn.size(2)});
    return drawn.gather(1, rows).squeeze(1);
  }
  Tensor decode(const Tensor& z) const override { return decoder_->forward(z); }

  /// q(z | x) with the sticks at their means.
  Mixture posterior(const Tensor& x) const {
    const Tensor features = layers_->forward(x);
    const Tensor log_weights =
        sticks_ ? assay::baseline_dlgmm::log_stick_weights(stick_posterior(features).mean()) : torch::log_softmax(weights_->forward(features), 1);
    return {log_weights, components(features)};
  }
  Gaussian components(const Tensor& features) const { return codes_->forward(features).split(components_); }
  Kumaraswamy stick_posterior(const Tensor& features) const {
    const auto halves = torch::softplus(weights_->forward(features)).clamp(0.01, 100.0).chunk(2, 1);
    return {halves[0], halves[1]};
  }

  std::int64_t components_;
  bool sticks_;
  double concentration_;
  std::shared_ptr<baselines::HiddenLayers> layers_;
  std::shared_ptr<baselines::GaussianHead> codes_;
  std::shared_ptr<assay::Dense> weights_;
  std::shared_ptr<baselines::Decoder> decoder_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Dlgmm, DlgmmOptions>("dlgmm", "deep latent Gaussian mixture model (approximate re-implementation)"));
