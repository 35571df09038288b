#include <algorithm>
#include <cmath>
#include <memory>

#include <torch/utils.h>
#include <assay/plugin.hpp>

#include "../common/clusters.hpp"
#include "phases.hpp"

namespace {

using assay::Tensor;
using depict::DepictNetwork;
using depict::DepictOptions;

/// Throws SpecError "depict.data-range" unless the data promise to lie in [−1, 1], the range of the decoder's tanh.
void require_range(const assay::DatasetInfo& data) {
  if (data.lowest < data.highest && data.lowest >= -1.0 && data.highest <= 1.0) return;
  throw assay::SpecError({"depict.data-range",
                          "baseline 'depict' needs data in [-1, 1], which the data here do not promise",
                          {},
                          "scale the data to it: [dataset] scale = \"sym\"",
                          {}});
}

/// Draws ⌈share · count⌉ validation samples, and leaves at least one to train on.
depict::Split draw_split(std::int64_t count, double share, assay::Stream& stream) {
  const auto wanted = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(count)));
  const std::int64_t validation = std::min(wanted, count - 1);
  const Tensor order = stream.permutation(count);
  return {order.narrow(0, validation, count - validation).clone(), order.narrow(0, 0, validation).clone()};
}

/// DEPICT (Ghasedi Dizaji et al. 2017): an autoencoder that learns to denoise in all its layers, and a softmax layer on its codes that is trained
/// towards its own sharpened and balanced probabilities. One round is one epoch of one of the three phases (see make_phase).
///
/// The autoencoder has a noisy path and targets in every layer, which no [encoder] offers: it is trained here and not in a stage.
class Depict final : public assay::Baseline, public assay::Embeds, public assay::Assigns, public assay::Reconstructs {
 public:
  Depict(const DepictOptions& options, assay::BuildContext& context) : data_(context.dataset()) {
    depict::map_sizes(data_);
    require_range(data_);
    baselines::require_samples("depict", options.clusters, data_.count);
    work_.options = options;
  }

  void fit(const Tensor& x, assay::FitContext& context) override {
    baselines::require_samples("depict", clusters(), x.size(0));
    depict::Phase::declare(context.recorder());
    if (work_.network == nullptr) {
      build(context.streams().host("init"), context.device());
      work_.split = draw_split(x.size(0), work_.options.validation, context.streams().host("split"));
    }
    context.expect_rounds(rounds_ + epochs_left());
    while (phase_number_ <= depict::phase_count) {
      if (phase_ == nullptr) phase_ = depict::make_phase(phase_number_, work_);
      if (phase_->run_epoch(x, context)) {
        phase_.reset();
        ++phase_number_;
        context.expect_rounds(rounds_ + 1 + epochs_left());
      }
      if (!context.end_of_round(++rounds_)) return;
    }
  }

  void save(assay::StateDict& state) const override {
    assay::put_network(state, "network/", work_.as_network());
    state.put("training", work_.split.training);
    state.put("validation", work_.split.validation);
    state.put_number("rounds", static_cast<double>(rounds_));
    state.put_number("phase", phase_number_);
    if (phase_ != nullptr) phase_->save(state);
  }

  void restore(const assay::StateDict& state) override {
    assay::Stream overwritten(0, c10::Device(c10::DeviceType::CPU));
    build(overwritten, state.get("network/code.weight").device());
    auto network = work_.as_network();
    assay::load_network(state, "network/", network);
    work_.split = {state.get("training").cpu().clone(), state.get("validation").cpu().clone()};
    rounds_ = static_cast<std::int64_t>(state.get_number("rounds"));
    phase_number_ = static_cast<int>(state.get_number("phase"));
    phase_.reset();
    if (!depict::Phase::is_in(state)) return;
    phase_ = depict::make_phase(phase_number_, work_);
    phase_->restore(state);
  }

  std::int64_t clusters() const override { return work_.options.clusters; }
  Tensor responsibilities(const Tensor& x) override { return work_.network->probabilities(x); }
  std::int64_t features() const override { return work_.options.clusters; }
  Tensor embed(const Tensor& x) override { return work_.network->embed(x); }
  Tensor reconstruct(const Tensor& x) override { return work_.network->reconstruct(x); }

 private:
  /// Of this phase and of those to come, at most.
  std::int64_t epochs_left() const {
    std::int64_t left = 0;
    for (int number = phase_number_; number <= depict::phase_count; ++number) left += depict::make_phase(number, work_)->most_epochs();
    return phase_ == nullptr ? left : left - phase_->epochs_done();
  }

  void build(assay::Stream& init, c10::Device device) {
    work_.network = std::make_shared<DepictNetwork>(data_, work_.options.maps, clusters(), init);
    work_.network->to(device);
  }

  assay::DatasetInfo data_;
  depict::Work work_;
  std::unique_ptr<depict::Phase> phase_;  ///< while it has epochs to do
  int phase_number_ = 1;                  ///< phase_count + 1 when all are over
  std::int64_t rounds_ = 0;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Depict, DepictOptions>("depict", "deep embedded regularized clustering (Ghasedi Dizaji et al. 2017), for images"));
