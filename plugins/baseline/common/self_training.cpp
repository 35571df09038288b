#include "self_training.hpp"

#include <algorithm>
#include <utility>

#include <torch/utils.h>

#include "optimizer_state.hpp"
#include "target_distribution.hpp"

namespace baselines {
namespace {

using assay::Cadence;

constexpr std::int64_t evaluation_batch = 2000;

}  // namespace

SelfTraining::SelfTraining(SelfTrainingOptions options, double reconstruction_weight, double clustering_weight, const assay::BuildContext& context)
    : options_(std::move(options)),
      reconstruction_weight_(reconstruction_weight),
      clustering_weight_(clustering_weight),
      encoder_(context.encoder()),
      info_(context.dataset()) {}

void SelfTraining::build(assay::Stream& init, c10::Device device) {
  encode_ = encoder_->make_encoder(info_, init);
  encode_->to(device);
  if (reconstruction_weight_ > 0.0) {
    decode_ = encoder_->make_decoder(info_, {encoder_->features()}, init);
    decode_->to(device);
  }
  set_training(false);
}

void SelfTraining::begin(const Tensor& x, assay::FitContext& context) {
  build(context.streams().host("init"), context.device());
  const assay::StateDict& pretrained = context.stage("pretrain");
  assay::load_network(pretrained, "encoder/", *encode_);
  if (decode_ != nullptr) assay::load_network(pretrained, "decoder/", *decode_);
  centres_ = context.stage("init").get("centres").to(x.options()).clone().set_requires_grad(true);
  if (centres_.dim() != 2 || centres_.size(1) != features()) {
    throw assay::SpecError({"stage.does-not-fit",
                            "the centres of [stage.init] do not lie in the space of the features",
                            {},
                            "run it on the features: [stage.init] on = \"pretrain\"",
                            {}});
  }
  order_ = context.streams().host("shuffle").permutation(x.size(0)).to(x.device());
}

assay::NamedTensors SelfTraining::parameters() const {
  assay::NamedTensors all = assay::with_prefix("encoder/", encode_->parameters());
  if (decode_ != nullptr) {
    for (auto& named : assay::with_prefix("decoder/", decode_->parameters())) all.push_back(std::move(named));
  }
  all.emplace_back("centres", centres_);
  return all;
}

std::unique_ptr<assay::Optimizer> SelfTraining::make_optimizer() const {
  if (options_.optimizer == "adam") return assay::make_adam({}, parameters());
  assay::SgdOptions sgd;
  sgd.momentum = options_.momentum;
  return assay::make_sgd(sgd, parameters());
}

void SelfTraining::set_training(bool training) {
  encode_->set_training(training);
  if (decode_ != nullptr) decode_->set_training(training);
}

Tensor SelfTraining::responsibilities(const Tensor& x) {
  const torch::NoGradGuard no_grad;
  return student_t_assignments(encode_->forward({x}), centres_, options_.alpha);
}

double SelfTraining::update_target(const Tensor& x, assay::Recorder& recorder) {
  const Tensor q = assay::apply_in_batches(x, evaluation_batch, [&](const Tensor& rows) { return responsibilities(rows); });
  target_ = target_distribution(q);
  const Tensor labels = q.argmax(1);
  const double changed = labels_.defined() ? labels.ne(labels_).to(torch::kFloat64).mean().item<double>() : 1.0;
  labels_ = labels;
  recorder.record("self_training.changed", changed);
  recorder.record("self_training.smallest_cluster", (q.sum(0).min() / static_cast<double>(x.size(0))).item<double>());
  return changed;
}

void SelfTraining::train_interval(const Tensor& x, assay::Recorder& recorder) {
  const std::int64_t batches = (x.size(0) + options_.batch - 1) / options_.batch;
  assay::LossMean clustering;
  assay::LossMean reconstruction;
  set_training(true);
  const std::int64_t end = std::min(iterations_ + options_.update_interval, options_.max_iterations);
  for (; iterations_ < end; ++iterations_) {
    const std::int64_t begin = iterations_ % batches * options_.batch;
    const Tensor indices = order_.narrow(0, begin, std::min(options_.batch, x.size(0) - begin));
    const Tensor samples = x.index_select(0, indices);
    const Tensor z = encode_->forward({samples});
    const Tensor kl = clustering_loss(target_.index_select(0, indices), student_t_assignments(z, centres_, options_.alpha));
    clustering.add(kl.detach(), indices.size(0));
    Tensor objective = kl * clustering_weight_;
    if (decode_ != nullptr) {
      const Tensor error = (decode_->forward({z}) - samples).square().mean();
      reconstruction.add(error.detach(), indices.size(0));
      objective = objective + error * reconstruction_weight_;
    }
    objective.backward();
    optimizer_->step(options_.lr, options_.clip_norm);
  }
  set_training(false);
  recorder.record("loss.clustering", clustering.mean());
  if (decode_ != nullptr) recorder.record("loss.reconstruction", reconstruction.mean());
}

void SelfTraining::fit(const Tensor& x, assay::FitContext& context) {
  assay::Recorder& recorder = context.recorder();
  recorder.declare("loss.clustering", Cadence::epoch, "KL(P||Q), mean over the samples of this round", "nat");
  if (reconstruction_weight_ > 0.0)
    recorder.declare("loss.reconstruction", Cadence::epoch, "mean squared error, mean over the samples of this round");
  recorder.declare("self_training.changed", Cadence::epoch, "share of the samples whose cluster changed since the last update");
  recorder.declare("self_training.smallest_cluster", Cadence::epoch, "share of the soft assignments that the smallest cluster has");
  context.expect_rounds((options_.max_iterations + options_.update_interval - 1) / options_.update_interval);
  if (encode_ == nullptr) begin(x, context);
  if (optimizer_ == nullptr) optimizer_ = make_optimizer();
  while (iterations_ < options_.max_iterations) {
    const double changed = update_target(x, recorder);
    if (rounds_ > 0 && changed < options_.tolerance) break;
    train_interval(x, recorder);
    if (!context.end_of_round(++rounds_)) return;
  }
  optimizer_.reset();
}

void SelfTraining::save(assay::StateDict& state) const {
  assay::put_network(state, "encoder/", *encode_);
  if (decode_ != nullptr) assay::put_network(state, "decoder/", *decode_);
  state.put("centres", centres_.detach());
  state.put("labels", labels_);
  state.put_number("rounds", static_cast<double>(rounds_));
  state.put_number("iterations", static_cast<double>(iterations_));
  if (optimizer_ == nullptr) return;
  state.put("order", order_);
  put_optimizer(state, *optimizer_);
}

void SelfTraining::restore(const assay::StateDict& state) {
  centres_ = state.get("centres").clone().set_requires_grad(true);
  assay::Stream overwritten(0, c10::Device(c10::DeviceType::CPU));
  build(overwritten, centres_.device());
  assay::load_network(state, "encoder/", *encode_);
  if (decode_ != nullptr) assay::load_network(state, "decoder/", *decode_);
  labels_ = state.get("labels");
  rounds_ = static_cast<std::int64_t>(state.get_number("rounds"));
  iterations_ = static_cast<std::int64_t>(state.get_number("iterations"));
  if (!state.has("order")) return;
  order_ = state.get("order");
  optimizer_ = make_optimizer();
  optimizer_->restore(saved_optimizer(state));
}

}  // namespace baselines
