#include "phases.hpp"

#include <string>

#include <torch/utils.h>

#include "../../common/mutual_information.hpp"
#include "../common/clusters.hpp"
#include "early_stopping.hpp"
#include "initial_clusters.hpp"
#include "objective.hpp"
#include "path_integral.hpp"

namespace depict {
namespace {

/// A phase that is judged by the validation samples after each epoch and ends with its best weights.
class ValidatedPhase : public Phase {
 protected:
  ValidatedPhase(const Work& work, int number, std::int64_t most_epochs, std::int64_t patience)
      : Phase(work, number, most_epochs), patience_(patience) {}

  /// Of the network as it is; higher is better. Records it.
  virtual double score(const Tensor& x, assay::Recorder& recorder) const = 0;

  void observe(double score) { stopping_.observe(score, work().as_network().parameters()); }
  Tensor validation_samples(const Tensor& x) const { return x.index_select(0, work().split.validation.to(x.device())); }

 private:
  Tensor rows(const Tensor& /*x*/) const final { return work().split.training; }
  bool end_epoch(const Tensor& x, assay::Recorder& recorder) final {
    observe(score(x, recorder));
    return stopping_.epochs_since_best() >= patience_;
  }
  void end(assay::Recorder& /*recorder*/) final { stopping_.put_best_into(work().as_network().parameters()); }
  void save_more(assay::StateDict& state) const final { stopping_.save(state); }
  void restore_more(const assay::StateDict& state) final { stopping_.restore(state); }

  std::int64_t patience_;
  EarlyStopping stopping_;
};

class AutoencoderPhase final : public ValidatedPhase {
 public:
  AutoencoderPhase(const Work& work, int number) : ValidatedPhase(work, number, work.options.autoencoder_epochs, work.options.patience) {}

 private:
  double score(const Tensor& x, assay::Recorder& recorder) const override {
    const torch::NoGradGuard no_grad;
    const DepictNetwork& network = *work().network;
    assay::LossMean error;
    for (const Tensor& samples : validation_samples(x).split(evaluation_batch)) {
      const Layers clean = network.activations(samples);
      error.add(reconstruction_loss(network.decode(network.code(clean)), clean, work().options), samples.size(0));
    }
    recorder.record("depict.validation_error", error.mean());
    return -error.mean();
  }
};

class LabelPhase final : public ValidatedPhase {
 public:
  LabelPhase(const Work& work, int number) : ValidatedPhase(work, number, work.options.label_epochs, work.options.label_patience) {}

 private:
  void begin(const Tensor& x, assay::FitContext& context) override {
    const DepictOptions& options = work().options;
    const Tensor codes = assay::apply_in_batches(x, evaluation_batch, [&](const Tensor& samples) { return work().network->embed(samples); }).cpu();
    const Tensor assigned = options.initial_clusters == "ac_pic"
                                ? path_integral_clusters(codes, options.clusters)
                                : kmeans_clusters(codes, options.clusters, options.n_init, context.streams().host("init"));
    work().network->start_softmax(mean_directions(codes, assigned, options.clusters));
    set_targets(baselines::one_hot(assigned, options.clusters, x));
    const double begun = agreement(x);
    context.recorder().event(assay::EventLevel::info, "depict.softmax-started",
                             "agreement with the initial clusters on the validation samples before training: " + std::to_string(begun));
    observe(begun);
  }

  double score(const Tensor& x, assay::Recorder& recorder) const override {
    const double value = agreement(x);
    recorder.record("depict.validation_agreement", value);
    return value;
  }

  /// Of the network's clusters with the initial ones on the validation samples.
  double agreement(const Tensor& x) const {
    const Tensor p = assay::apply_in_batches(validation_samples(x), evaluation_batch,
                                             [&](const Tensor& samples) { return work().network->probabilities(samples); });
    const Tensor known = targets().argmax(1).cpu().index_select(0, work().split.validation);
    return plugin_common::geometric_nmi(assay::contingency(p.argmax(1).cpu(), known, work().options.clusters));
  }
};

class JointPhase final : public Phase {
 public:
  JointPhase(const Work& work, int number) : Phase(work, number, work.options.joint_epochs) {}

 private:
  Tensor rows(const Tensor& x) const override { return torch::arange(x.size(0)); }

  void begin(const Tensor& x, assay::FitContext& /*context*/) override {
    probabilities_ = assay::apply_in_batches(x, evaluation_batch, [&](const Tensor& samples) { return work().network->probabilities(samples); });
    set_targets(targets_of(probabilities_, work().options.target));
  }

  void after_step(const Tensor& samples, const Tensor& indices) override {
    if (!probabilities_.defined()) probabilities_ = torch::empty_like(targets());
    probabilities_.index_copy_(0, indices, work().network->probabilities(samples));
  }

  bool end_epoch(const Tensor& /*x*/, assay::Recorder& recorder) override {
    const Tensor next = targets_of(probabilities_, work().options.target);
    const auto change = (next - targets()).square().mean(torch::kFloat64).item<double>();
    set_targets(next);
    recorder.record("depict.target_change", change);
    recorder.record("depict.smallest_cluster", probabilities_.mean(0, false, torch::kFloat64).min().item<double>());
    return change < work().options.tolerance;
  }

  void end(assay::Recorder& recorder) override {
    const std::int64_t clusters = work().options.clusters;
    const auto empty = torch::bincount(probabilities_.argmax(1).cpu(), {}, clusters).eq(0).sum().item<std::int64_t>();
    if (empty == 0) return;
    recorder.event(assay::EventLevel::warning, "depict.empty-clusters",
                   std::to_string(empty) + " of " + std::to_string(clusters) + " clusters have no samples at the end");
  }

  Tensor probabilities_;  ///< [N, K], of each sample after its last step
};

}  // namespace

std::unique_ptr<Phase> make_phase(int number, const Work& work) {
  if (number == 1) return std::make_unique<AutoencoderPhase>(work, number);
  if (number == 2) return std::make_unique<LabelPhase>(work, number);
  return std::make_unique<JointPhase>(work, number);
}

}  // namespace depict
