#include "phase.hpp"

#include <vector>

#include "../common/optimizer_state.hpp"
#include "objective.hpp"

namespace depict {

using assay::Cadence;

assay::ModuleNetwork Work::as_network() const {
  return {network, [net = network](const std::vector<Tensor>& inputs) { return net->reconstruct(inputs.at(0)); }};
}

void Phase::declare(assay::Recorder& recorder) {
  recorder.declare("depict.phase", Cadence::epoch, "1: the autoencoder is trained, 2: the initial clusters are learned, 3: joint training");
  recorder.declare("loss.total", Cadence::epoch, "objective, mean over the epoch's samples");
  recorder.declare("loss.reconstruction", Cadence::epoch, "weighted squared errors of the layers, mean over the epoch's samples");
  recorder.declare("loss.clustering", Cadence::epoch, "cross-entropy to the targets from phase 2 on, mean over the epoch's samples", "nat");
  recorder.declare("depict.validation_error", Cadence::epoch, "weighted squared errors of the layers on the clean path of the validation samples");
  recorder.declare("depict.validation_agreement", Cadence::epoch,
                   "mutual information with the initial clusters on the validation samples, over the geometric mean of the entropies");
  recorder.declare("depict.target_change", Cadence::epoch, "mean squared change of the targets");
  recorder.declare("depict.smallest_cluster", Cadence::epoch, "share of the probabilities that the smallest cluster has");
}

bool Phase::run_epoch(const Tensor& x, assay::FitContext& context) {
  if (optimizer_ == nullptr) {
    begin(x, context);
    optimizer_ = assay::make_adam({}, work_.as_network().parameters());
  }
  context.recorder().record("depict.phase", number_);
  train(x, context);
  ++epochs_done_;
  const bool over = end_epoch(x, context.recorder()) || epochs_done_ == most_epochs_;
  if (over) end(context.recorder());
  return over;
}

void Phase::train(const Tensor& x, assay::FitContext& context) {
  const DepictOptions& options = work_.options;
  const DepictNetwork& network = *work_.network;
  assay::Stream& noise = context.streams().get("sample");
  const Tensor trained = rows(x).to(x.device());
  assay::LossMean total;
  assay::LossMean reconstruction;
  assay::LossMean clustering;
  for (const Tensor& places : assay::shuffled_batches(trained.size(0), options.batch, context.streams().host("shuffle"), x.device())) {
    const Tensor indices = trained.index_select(0, places);
    const Tensor samples = x.index_select(0, indices);
    const Tensor code = network.noisy_code(samples, options.dropout, noise);
    Tensor objective = reconstruction_loss(network.decode(code), network.activations(samples), options);
    reconstruction.add(objective.detach(), indices.size(0));
    if (targets_.defined()) {
      const Tensor entropy = cross_entropy(targets_.index_select(0, indices), network.logits(code));
      clustering.add(entropy.detach(), indices.size(0));
      objective = objective + entropy;
    }
    total.add(objective.detach(), indices.size(0));
    objective.backward();
    optimizer_->step(options.lr);
    after_step(samples, indices);
  }
  context.recorder().record("loss.total", total.mean());
  context.recorder().record("loss.reconstruction", reconstruction.mean());
  if (targets_.defined()) context.recorder().record("loss.clustering", clustering.mean());
}

void Phase::save(assay::StateDict& state) const {
  state.put_number("epochs_done", static_cast<double>(epochs_done_));
  baselines::put_optimizer(state, *optimizer_);
  if (targets_.defined()) state.put("targets", targets_);
  save_more(state);
}

void Phase::restore(const assay::StateDict& state) {
  epochs_done_ = static_cast<std::int64_t>(state.get_number("epochs_done"));
  optimizer_ = assay::make_adam({}, work_.as_network().parameters());
  optimizer_->restore(baselines::saved_optimizer(state));
  if (state.has("targets")) targets_ = state.get("targets").clone();
  restore_more(state);
}

bool Phase::is_in(const assay::StateDict& state) { return state.has("epochs_done"); }

}  // namespace depict
