#include <cmath>

#include <torch/types.h>
#include <torch/utils.h>

#include "../common/category_vae.hpp"
#include "../common/gaussian_output.hpp"
#include "../common/supervision.hpp"

namespace {

using assay::Tensor;
using baselines::Gaussian;
using baselines::GaussianOutput;
using baselines::Losses;

struct M2Options : baselines::CategoryVaeOptions, baselines::SupervisionOptions, baselines::LearnedVarianceOptions {
  double min_std = 0.0;
  bool resample = true;

  M2Options() { estimator = "marginal"; }

  static constexpr auto fields = std::tuple_cat(
      CategoryVaeOptions::fields, SupervisionOptions::fields, LearnedVarianceOptions::fields,
      assay::fields(
          assay::field("min_std", &M2Options::min_std,
                       "dimensions of the data whose standard deviation is not above this are left out; for units of a code that carry nothing")
              .at_least(0.0),
          assay::field("resample", &M2Options::resample, "on a stage whose features are means of Gaussians: draw from these anew in every step")));

  static constexpr auto needs = assay::needs(assay::may_need("labels", "the samples whose classes are told; without them, M2 clusters"));
};

/// The generative semi-supervised model M2 (Kingma et al. 2014): p(y) = 1/K, p(z) = N(0, I) whatever y, and p(x | y, z). With labels it lowers
///   labeled     L(x, y) = E_q(z | x, y)[−ln p(x | y, z)] + KL(q(z | x, y) ‖ N(0, I)) + ln K
///   unlabeled   U(x) = Σ_y q(y | x) L(x, y) − H(q(y | x))
///   classifier  −ln q(y | x) of the labeled samples,
/// weighed by `balance`. On the features of a variational autoencoder it is the second layer of M1+M2.
///
/// Without labels it is known to fail: nothing keeps z from carrying the category too, so q(y | x) becomes uniform or settles on one category.
class M2 final : public baselines::CategoryVae, public assay::Classifies {
 public:
  M2(const M2Options& options, assay::BuildContext& context)
      : CategoryVae(options, context.dataset(), terms(context.dataset())),
        options_(options),
        output_(context.dataset().dimensions()),
        supervision_(static_cast<const baselines::SupervisionOptions&>(options), context.dataset()) {
    options.check(options.likelihood);
    if (is_told() && options.clusters != data().classes) {
      throw assay::SpecError(
          {"m2.classes",
           "baseline 'm2' has " + std::to_string(options.clusters) + " categories for " + std::to_string(data().classes) + " classes",
           {},
           "set 'clusters' to the number of classes, or to \"from_dataset\"",
           {}});
    }
  }

  Tensor class_probabilities(const Tensor& x) override { return responsibilities(x); }

 private:
  static std::vector<baselines::LossTerm> terms(const assay::DatasetInfo& data) {
    if (data.labeled == 0) return {};
    return {{"labeled", "L(x, y) of the labeled samples"}, {"cross_entropy", "-ln q(y | x) of the labeled samples"}};
  }
  [[nodiscard]] bool is_told() const { return supervision_.is_told(); }

  void build_generative(assay::Stream& init) override {
    const std::int64_t width = options_.learned_variance ? output_.width() : dimensions();
    decoder_ = std::make_shared<baselines::Decoder>(options_.clusters + options_.dim, options_.hidden, width, weight_init(), init);
    add("decoder", decoder_);
  }
  std::unique_ptr<assay::Optimizer> make_optimizer(const assay::NamedTensors& parameters) const override {
    return supervision_.make_optimizer(parameters);
  }

  Gaussian prior(const Tensor& y) const override {
    const Tensor zero = torch::zeros({y.size(0), options_.dim}, y.options());
    return {zero, zero};
  }
  Tensor decode(const Tensor& y, const Tensor& z) const override { return decoder_->forward(torch::cat({y, z}, 1)); }
  Tensor error(const Tensor& x, const Tensor& output) const override {
    return options_.learned_variance ? output_.error(x, output, mask_) : CategoryVae::error(x, output);
  }
  Tensor expected(const Tensor& output) const override { return options_.learned_variance ? output_.mean(output) : CategoryVae::expected(output); }
  Tensor input(const Tensor& x) const override { return options_.min_std > 0.0 ? x * mask_ : x; }
  Tensor code_divergence(const Gaussian& q, const Gaussian& p, const Tensor& z) const override {
    return is_told() ? assay::gaussian_kl(q.mean, q.log_variance) : CategoryVae::code_divergence(q, p, z);
  }

  void start(const Tensor& x, assay::FitContext& /*context*/) override {
    mask_ = x.std(0, /*unbiased=*/false).gt(options_.min_std).to(x.scalar_type());
    if (options_.min_std == 0.0) mask_.fill_(1.0);
  }
  void save_more(assay::StateDict& state) const override { state.put("mask", mask_); }
  void restore_more(const assay::StateDict& state) override { mask_ = state.get("mask"); }

  void begin_epoch(const Tensor& x, assay::FitContext& context, std::int64_t /*epoch*/) override {
    if (options_.resample && !log_variance_.defined()) log_variance_ = context.log_variance_of_features();
    feature_noise_ = &context.streams().get("features");
    supervision_.begin_epoch(x, context);
  }
  [[nodiscard]] Tensor epoch_rows() const override { return supervision_.epoch_rows(); }

  /// Samples as a step sees them: drawn from their Gaussians, without idle dimensions, binary if the options say so.
  Tensor seen(const Tensor& x, const Tensor& rows, assay::Stream& noise) const {
    if (!log_variance_.defined()) return drawn(input(x), noise);
    return drawn(input(assay::gaussian_sample(x, log_variance_.index_select(0, rows), feature_noise_->normal(x.sizes()))), noise);
  }

  Losses losses(const baselines::Step& step) override {
    Losses unlabeled = unlabeled_losses(seen(step.x, step.indices, step.noise), step);
    if (!is_told()) return unlabeled;
    const baselines::LabeledBatch batch = supervision_.next();
    const Tensor x = seen(batch.x, batch.rows, step.noise);
    const auto known = given_category(x, one_hot(batch.classes), step.noise);
    const Tensor labeled = (known.first + known.second).mean() + std::log(static_cast<double>(options_.clusters));
    const Tensor cross_entropy = torch::cross_entropy_loss(logits(x), batch.classes);
    const baselines::Shares factor = supervision_.factors(step.x.size(0));
    unlabeled.objective = factor.labeled * labeled + factor.unlabeled * unlabeled.objective + factor.classifier * cross_entropy;
    unlabeled.terms.push_back(labeled);
    unlabeled.terms.push_back(cross_entropy);
    return unlabeled;
  }

  M2Options options_;
  GaussianOutput output_;
  std::shared_ptr<baselines::Decoder> decoder_;
  Tensor mask_;                             ///< [D], 1 for the dimensions that are not left out
  Tensor log_variance_;                     ///< [N, D] of the Gaussians whose means are the data, or undefined
  assay::Stream* feature_noise_ = nullptr;  ///< of the running fit: draws from them, which shift no other
  baselines::Supervision supervision_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<M2, M2Options>(
    "m2", "the semi-supervised generative model M2; without labels it clusters, and its categories are known to collapse"));
