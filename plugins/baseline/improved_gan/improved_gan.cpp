#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

#include <torch/utils.h>

#include "../common/optimizer_state.hpp"
#include "adversaries.hpp"
#include "average.hpp"

namespace {

using assay::Tensor;
using assay::baseline_improved_gan::Adversaries;
using assay::baseline_improved_gan::Discriminator;
using assay::baseline_improved_gan::GanOptions;
using assay::baseline_improved_gan::newest_share;
using assay::baseline_improved_gan::trained_parameters;

constexpr std::int64_t start_samples = 500;
const char* const generator_prefix = "generator_optimizer/";

/// The semi-supervised generative adversarial network with feature matching (Salimans et al. 2016). Every step, the discriminator lowers
/// the cross-entropy of labeled samples plus w times its loss in telling unlabeled from generated samples; then the generator brings the mean
/// features of what it generates closer to those of other unlabeled samples.
///
/// Classes and features are those of the discriminator with averaged weights, without noise. A generative adversarial network has no code of a given
/// sample, so `style` throws TrialError "improved_gan.no-style".
class ImprovedGan final : public baselines::EpochBaseline, public assay::Classifies, public assay::Embeds, public assay::Generates {
 public:
  ImprovedGan(const GanOptions& options, assay::BuildContext& context)
      : EpochBaseline(options,
                      {{"labeled", "cross-entropy of the labeled samples"}, {"unlabeled", "loss of telling unlabeled from generated samples"}}),
        options_(options),
        data_(context.dataset()) {
    static_cast<void>(is_convolutional(options_, data_));
  }

  Tensor class_probabilities(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    return torch::softmax(average_->forward(x, nullptr).logits, 1);
  }
  std::int64_t features() const override { return feature_width(options_, data_); }
  Tensor embed(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    return average_->features(x, nullptr);
  }

  /// One category, which is ignored; the style is normal, as for other methods, and its distribution function makes it uniform.
  std::int64_t categories() const override { return 1; }
  std::int64_t style_width() const override { return options_.noise_dim; }
  Tensor generate(const Tensor& /*category*/, const Tensor& style) override {
    const torch::NoGradGuard no_grad;
    return networks_->generator()->forward(0.5 + 0.5 * torch::erf(style / std::sqrt(2.0)));
  }
  Tensor style(const Tensor& /*x*/) override {
    throw assay::TrialError("improved_gan.no-style", "baseline 'improved_gan' generates, but knows no code of a given sample");
  }

 private:
  void build(assay::Stream& init) override {
    networks_ = std::make_unique<Adversaries>(options_, data_, init);
    assay::Stream overwritten(0, c10::Device(c10::DeviceType::CPU));
    average_ = make_discriminator(options_, data_, overwritten);
    add("discriminator", networks_->discriminator());
    add("generator", networks_->generator());
    add("average", average_);
  }

  void start(const Tensor& x, assay::FitContext& context) override {
    const Tensor order = context.streams().host("init").permutation(x.size(0)).to(x.device());
    const Tensor first = x.index_select(0, order.narrow(0, 0, std::min(start_samples, x.size(0))));
    networks_->start(first, context.streams().get("sample"));
    move_towards(*average_, *networks_->discriminator(), 1.0);
  }

  void begin_epoch(const Tensor& x, assay::FitContext& context, std::int64_t /*epoch*/) override {
    const assay::LabeledSamples& labels = *context.labels();
    labeled_.emplace(x, labels, context.streams().host("labeled"));
    if (options_.unlabeled == "complement" && !rows_.defined()) rows_ = baselines::unlabeled_rows(x.size(0), labels);
    samples_ = x;
    const std::int64_t count = rows_.defined() ? rows_.size(0) : x.size(0);
    matched_ = assay::shuffled_batches(count, options_.batch, context.streams().host("matched"), x.device());
    steps_in_epoch_ = 0;
    if (generator_optimizer_ == nullptr) generator_optimizer_ = adam(*networks_->generator());
  }
  Tensor epoch_rows() const override { return rows_; }
  double learning_rate(std::int64_t epoch) const override { return options_.learning_rate(epoch); }

  baselines::Losses losses(const baselines::Step& step) override {
    const auto [labeled, unlabeled] = networks_->discriminator_losses(labeled_->next(options_.labeled_batch), step.x, step.noise);
    return {labeled + options_.unlabeled_weight * unlabeled, {labeled, unlabeled}};
  }

  void after_step(const baselines::Step& step) override {
    move_towards(*average_, *networks_->discriminator(), newest_share(options_.average_rate, ++steps_averaged_));
    const Tensor& places = matched_.at(steps_in_epoch_++);
    const Tensor rows = rows_.defined() ? rows_.index_select(0, places) : places;
    const Tensor loss = networks_->generator_loss(samples_.index_select(0, rows), step.noise);
    generator_loss_.add(loss, rows.size(0));
    loss.backward();
    generator_optimizer_->step(learning_rate(step.epoch), options_.clip_norm);
  }

  bool end_epoch(const Tensor& /*x*/, assay::FitContext& context, std::int64_t epoch, double /*objective*/) override {
    context.recorder().record("loss.generator", generator_loss_.mean());
    generator_loss_ = {};
    if (epoch == options_.epochs) generator_optimizer_.reset();  // a result holds no moments
    return false;
  }

  std::unique_ptr<assay::Optimizer> make_optimizer(const assay::NamedTensors& /*parameters*/) const override {
    return adam(*networks_->discriminator());
  }
  static std::unique_ptr<assay::Optimizer> adam(const torch::nn::Module& network) {
    assay::AdamOptions adam;
    adam.beta1 = 0.5;
    adam.epsilon = 1e-4;  // the authors' program adds 1e-8 under the root; added to the root, it lets the generator of MNIST collapse
    return assay::make_adam(adam, trained_parameters(network));
  }

  void declare_more(assay::Recorder& recorder) const override {
    recorder.declare("loss.generator", assay::Cadence::epoch,
                     "distance of the mean features that the generator lowers, mean over the epoch's samples");
  }
  void save_more(assay::StateDict& state) const override {
    state.put_number("steps_averaged", static_cast<double>(steps_averaged_));
    if (generator_optimizer_ != nullptr) baselines::put_optimizer(state, *generator_optimizer_, generator_prefix);
  }
  void restore_more(const assay::StateDict& state) override {
    steps_averaged_ = static_cast<std::int64_t>(state.get_number("steps_averaged"));
    const assay::NamedTensors moments = baselines::saved_optimizer(state, generator_prefix);
    if (moments.empty()) return;
    generator_optimizer_ = adam(*networks_->generator());
    generator_optimizer_->restore(moments);
  }

  GanOptions options_;
  assay::DatasetInfo data_;
  std::unique_ptr<Adversaries> networks_;
  std::shared_ptr<Discriminator> average_;  ///< of the discriminator's weights after each step
  std::int64_t steps_averaged_ = 0;
  std::unique_ptr<assay::Optimizer> generator_optimizer_;  ///< while there are epochs to do
  assay::LossMean generator_loss_;
  std::optional<baselines::LabeledBatches> labeled_;
  Tensor samples_;               ///< of the running fit, [N, D]
  Tensor rows_;                  ///< of the unlabeled ones among them, or undefined: all
  std::vector<Tensor> matched_;  ///< of each step of the epoch: which of these the generator is to match
  std::size_t steps_in_epoch_ = 0;
};

}  // namespace

ASSAY_PLUGIN(assay::component<ImprovedGan, GanOptions>(
    "improved_gan", "semi-supervised generative adversarial network with feature matching (Salimans et al. 2016)"));
