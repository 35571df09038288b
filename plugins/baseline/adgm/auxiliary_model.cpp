#include "auxiliary_model.hpp"

#include <algorithm>
#include <cmath>

#include <torch/utils.h>

#include "../common/batch_noise.hpp"

namespace assay::baseline_adgm {
namespace {

/// Of the kinds that the authors' program draws. With small weights all Gaussians begin near N(0, I), so that no divergence has to be unlearned.
assay::WeightInit hidden_init() { return {"glorot_normal", 0.01, std::sqrt(2.0)}; }
assay::WeightInit gaussian_init() { return {"normal", 1e-3}; }
assay::WeightInit output_init() { return {"glorot_normal"}; }

}  // namespace

Tensor negative_bound(const Tensor& error, double log_classes, const Tensor& code_kl, const Tensor& auxiliary_ratio, double warmth) {
  return error + log_classes + warmth * (code_kl + auxiliary_ratio);
}

Tensor average_over_draws(std::int64_t draws, const std::function<Tensor(std::int64_t count)>& draw_logits) {
  constexpr std::int64_t most_at_once = 10;  // what they have in common is computed once, but they all need memory
  Tensor sum;
  for (std::int64_t done = 0; done < draws; done += most_at_once) {
    const Tensor part = torch::softmax(draw_logits(std::min(most_at_once, draws - done)), 2).sum(1);
    sum = sum.defined() ? sum + part : part;
  }
  return sum / static_cast<double>(draws);
}

AuxiliaryModel::GaussianNet::GaussianNet(std::int64_t in, const std::vector<std::int64_t>& hidden, std::int64_t out, bool batch_norm,
                                         assay::Stream& stream)
    : hidden_(register_module("hidden", std::make_shared<baselines::HiddenLayers>(in, hidden, batch_norm, hidden_init(), stream))),
      head_(register_module(
          "head", std::make_shared<baselines::GaussianHead>(hidden_->width(), out, baselines::VarianceLink::exponential, gaussian_init(), stream))) {}

AuxiliaryModel::AuxiliaryModel(const AuxiliaryOptions& options, const assay::DatasetInfo& data)
    : EpochBaseline(options, {{"unlabeled", "U(x) of the unlabeled samples"},
                              {"labeled", "L(x, y) of the labeled samples"},
                              {"cross_entropy", "-ln q(y | a, x) of the labeled samples"}}),
      options_(options),
      data_(data),
      likelihood_(options.likelihood, data),
      output_(data.dimensions()),
      supervision_(static_cast<const baselines::SupervisionOptions&>(options), data) {
  options.check(options.likelihood);
  baselines::check_binarize(options.binarize, options.likelihood);
}

std::shared_ptr<AuxiliaryModel::GaussianNet> AuxiliaryModel::add_gaussian(const std::string& name, std::int64_t width, std::int64_t out,
                                                                          assay::Stream& init, bool batch_norm) {
  auto network = std::make_shared<GaussianNet>(width, options_.hidden, out, batch_norm, init);
  add(name, network);
  return network;
}

std::shared_ptr<baselines::Decoder> AuxiliaryModel::add_decoder(const std::string& name, std::int64_t width, std::int64_t out, assay::Stream& init) {
  auto network = std::make_shared<baselines::Decoder>(width, options_.hidden, out, hidden_init(),
                                                      options_.learned_variance ? gaussian_init() : output_init(), init);
  add(name, network);
  return network;
}

void AuxiliaryModel::build(assay::Stream& init) {
  auxiliary_ = add_gaussian("auxiliary", dimensions(), options_.auxiliary_dim, init, options_.batch_norm);
  classifier_ = add_decoder("classifier", options_.auxiliary_dim + dimensions(), classes(), init);
  code_ = add_gaussian("code", options_.auxiliary_dim + dimensions() + classes(), options_.dim, init);
  build_generative(init);
}

void AuxiliaryModel::start(const Tensor& /*x*/, assay::FitContext& context) { noise_seed_ = baselines::draw_noise_seed(context); }

void AuxiliaryModel::begin_epoch(const Tensor& x, assay::FitContext& context, std::int64_t /*epoch*/) { supervision_.begin_epoch(x, context); }

std::unique_ptr<assay::Optimizer> AuxiliaryModel::make_optimizer(const assay::NamedTensors& parameters) const {
  return supervision_.make_optimizer(parameters);
}

void AuxiliaryModel::save_more(assay::StateDict& state) const { state.put_number("noise_seed", static_cast<double>(noise_seed_)); }
void AuxiliaryModel::restore_more(const assay::StateDict& state) { noise_seed_ = static_cast<std::int64_t>(state.get_number("noise_seed")); }

Tensor AuxiliaryModel::one_hot(const Tensor& category) const { return torch::one_hot(category, classes()).to(torch::kFloat32); }

Tensor AuxiliaryModel::error(const Tensor& x, const Tensor& output) const {
  return options_.learned_variance ? output_.error(x, output) : likelihood_.error(x, output);
}

Tensor AuxiliaryModel::expected(const Tensor& output) const {
  return options_.learned_variance ? output_.mean(output) : likelihood_.expected(output);
}

Tensor AuxiliaryModel::drawn(const Tensor& x, assay::Stream& noise) const {
  const Tensor seen = baselines::drawn(x, options_.binarize, noise);
  return options_.samples == 1 ? seen : seen.repeat_interleave(options_.samples, 0);
}

Gaussian AuxiliaryModel::auxiliary_posterior(const Tensor& x) const { return auxiliary_->forward({x}); }

AuxiliaryModel::Auxiliary AuxiliaryModel::draw_auxiliary(const Tensor& x, assay::Stream& noise) const {
  const Gaussian q = auxiliary_posterior(x);
  const Tensor a = q.sample(noise);
  return {x, a, assay::gaussian_log_density(a, q.mean, q.log_variance)};
}

Tensor AuxiliaryModel::given_class(const Auxiliary& auxiliary, const Tensor& y, double warmth, assay::Stream& noise) const {
  const Gaussian q = code_->forward({auxiliary.a, auxiliary.x, y});
  const Tensor z = q.sample(noise);
  const Gaussian p = auxiliary_prior(auxiliary.x, y, z);
  const auto each = [&](const Tensor& values) { return baselines::repeated(values, y.size(0)); };
  const Tensor ratio = each(auxiliary.log_density) - assay::gaussian_log_density(each(auxiliary.a), p.mean, p.log_variance);
  const Tensor reconstruction = error(each(auxiliary.x), decode(auxiliary.a, y, z));
  return negative_bound(reconstruction, std::log(static_cast<double>(classes())), assay::gaussian_kl(q.mean, q.log_variance), ratio, warmth);
}

Tensor AuxiliaryModel::without_class(const Auxiliary& auxiliary, double warmth, assay::Stream& noise) const {
  const std::int64_t rows = auxiliary.x.size(0);
  const Tensor all = torch::eye(classes(), auxiliary.x.options()).repeat({rows, 1});
  const Tensor losses = given_class(auxiliary, all, warmth, noise).view({rows, -1});
  const Tensor log_q = torch::log_softmax(logits(auxiliary.x, auxiliary.a), 1);
  return (log_q.exp() * (losses + log_q)).sum(1);
}

baselines::Losses AuxiliaryModel::losses(const baselines::Step& step) {
  const double warmth = baselines::warmth(step.epoch, options_.warm_up);
  const Tensor unlabeled = without_class(draw_auxiliary(drawn(step.x, step.noise), step.noise), warmth, step.noise).mean();
  const baselines::LabeledBatch batch = supervision_.next();
  const Auxiliary known = draw_auxiliary(drawn(batch.x, step.noise), step.noise);
  const Tensor known_classes = batch.classes.repeat_interleave(options_.samples);
  const Tensor labeled = given_class(known, one_hot(known_classes), warmth, step.noise).mean();
  const Tensor cross_entropy = torch::cross_entropy_loss(logits(known.x, known.a), known_classes);
  const baselines::Shares factor = supervision_.factors(step.x.size(0));
  return {factor.labeled * labeled + factor.unlabeled * unlabeled + factor.classifier * cross_entropy, {unlabeled, labeled, cross_entropy}};
}

Tensor AuxiliaryModel::class_probabilities(const Tensor& x) {
  const torch::NoGradGuard no_grad;
  assay::Stream noise = baselines::noise_of(noise_seed_, x);
  const Gaussian q = auxiliary_posterior(x);
  return average_over_draws(options_.evaluation_samples, [&](std::int64_t count) {
    const Gaussian each{q.mean.repeat_interleave(count, 0), q.log_variance.repeat_interleave(count, 0)};
    return logits(x, each.sample(noise)).view({x.size(0), count, -1});
  });
}

Tensor AuxiliaryModel::generate(const Tensor& category, const Tensor& style) {
  const torch::NoGradGuard no_grad;
  const Tensor y = one_hot(category);
  return expected(decode(generating_auxiliary(y, style), y, style));
}

Tensor AuxiliaryModel::style(const Tensor& x) {
  const torch::NoGradGuard no_grad;
  const Tensor a = auxiliary_posterior(x).mean;
  return code_->forward({a, x, one_hot(logits(x, a).argmax(1))}).mean;
}

}  // namespace assay::baseline_adgm
