#include "train/baseline_runner.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <torch/types.h>

#include "assay/core/error.hpp"
#include "assay/kinds/baseline.hpp"
#include "train/tensor_array.hpp"

namespace assay::train {
namespace {

/// What a baseline sees of its trial while it fits.
class BaselineContext final : public FitContext {
 public:
  BaselineContext(Baseline& baseline, const RunnerInputs& inputs, TrialSession& session, Evaluation& evaluation)
      : baseline_(baseline), inputs_(inputs), session_(session), evaluation_(evaluation) {}

  /// Brings the baseline to where it was saved.
  void restore(const SavedState& saved) {
    round_ = saved.progress.at("round").integer();
    evaluation_.set_last_evaluated(saved.progress.at("last_evaluated").integer());
    StateDict state;
    for (const auto& [name, tensor] : saved.under("state/")) state.put(name, tensor.to(inputs_.device));
    baseline_.restore(state);
  }

  Streams& streams() override { return session_.streams(); }
  Recorder& recorder() override { return session_.recorder(); }
  [[nodiscard]] c10::Device device() const override { return inputs_.device; }
  [[nodiscard]] const DatasetInfo& dataset() const override { return inputs_.data.info; }

  [[nodiscard]] bool end_of_round(std::int64_t round) override {
    if (stopped_) return false;
    if (round <= round_) {
      throw PluginError("baseline.round-order", fmt::format("the baseline ended round {} after round {}", round, round_));
    }
    round_ = round;
    session_.recorder().commit(Cadence::epoch, round);
    evaluation_.after(round);
    stopped_ = session_.stop_requested();
    if (stopped_ || session_.save_due(true)) save();
    if (stopped_) session_.interrupted(round_);
    return !stopped_;
  }

  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] std::int64_t round() const { return round_; }
  [[nodiscard]] NamedTensors state() const {
    StateDict state;
    baseline_.save(state);
    return state.tensors();
  }

 private:
  void save() {
    NamedTensors tensors;
    for (const auto& [name, tensor] : state()) tensors.emplace_back("state/" + name, tensor);
    session_.save(Value::Table{{"round", round_}, {"last_evaluated", evaluation_.last_evaluated()}}, tensors, round_);
  }

  Baseline& baseline_;
  const RunnerInputs& inputs_;
  TrialSession& session_;
  Evaluation& evaluation_;
  std::int64_t round_ = 0;
  bool stopped_ = false;
};

}  // namespace

std::optional<TrialResults> run_baseline(const RunnerInputs& inputs, TrialSession& session) {
  BuildContext context = inputs.data.context();
  const auto baseline = inputs.registry.create<Baseline>(inputs.resolved.at("baseline"), context);
  auto metrics = create_metrics(inputs.resolved.at("evaluate"), inputs.registry, context);
  const EvaluateOptions evaluate = evaluate_options(inputs.resolved.at("evaluate"));
  const Capabilities capabilities = capabilities_of(*baseline);
  Evaluation evaluation(evaluate, std::move(metrics), inputs.labels,
                        [&](bool with_features) { return observe(capabilities, inputs.x, evaluate.batch, with_features); }, session, 0);
  evaluation.declare();

  BaselineContext fit(*baseline, inputs, session, evaluation);
  if (const SavedState* saved = session.saved()) fit.restore(*saved);
  baseline->fit(inputs.x, fit);
  if (fit.stopped()) return std::nullopt;
  if (evaluation.last_evaluated() < fit.round() || fit.round() == 0) evaluation.evaluate(std::max<std::int64_t>(fit.round(), 1));

  TrialResults results;
  results.metric_names = evaluation.metric_names();
  results.artifacts = evaluation.artifacts();
  for (const auto& [name, tensor] : fit.state()) results.weights.push_back(to_array("baseline/" + name, tensor));
  return results;
}

}  // namespace assay::train
