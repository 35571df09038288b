#include "train/baseline_runner.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <torch/types.h>

#include "assay/core/error.hpp"
#include "assay/kinds/baseline.hpp"
#include "train/stage_chain.hpp"
#include "train/tensor_array.hpp"

namespace assay::train {
namespace {

/// What a baseline sees of its trial while it fits.
class BaselineContext final : public FitContext {
 public:
  BaselineContext(Baseline& baseline, DatasetInfo info, StageChain& stages, const RunnerInputs& inputs, TrialSession& session, Evaluation& evaluation)
      : baseline_(baseline),
        info_(std::move(info)),
        stages_(stages),
        inputs_(inputs),
        device_(inputs.device),
        session_(session),
        evaluation_(evaluation) {
    if (info_.labeled > 0) labels_ = labeled_samples(inputs.choice, inputs.labels.values, inputs.part, device_);
  }

  /// Brings the baseline to where it was saved.
  void restore(const SavedState& saved) {
    round_ = saved.progress.at("round").integer();
    evaluation_.set_last_evaluated(saved.progress.at("last_evaluated").integer());
    StateDict state;
    for (const auto& [name, tensor] : saved.under("state/")) state.put(name, tensor.to(device_));
    baseline_.restore(state);
  }

  Streams& streams() override { return session_.streams(); }
  Recorder& recorder() override { return session_.recorder(); }
  [[nodiscard]] c10::Device device() const override { return device_; }
  [[nodiscard]] const DatasetInfo& dataset() const override { return info_; }
  [[nodiscard]] const StateDict& stage(const std::string& name) const override { return stages_.state(name); }

  [[nodiscard]] const LabeledSamples* labels() const override { return labels_ ? &*labels_ : nullptr; }
  [[nodiscard]] Tensor log_variance_of_features() override {
    return stages_.input_log_variance(inputs_.resolved.at("baseline"), inputs_.part.of(inputs_.x));
  }

  void expect_rounds(std::int64_t total) override { session_.expect_rounds(round_, total); }
  [[nodiscard]] bool end_of_round(std::int64_t round) override {
    if (stopped_) return false;
    if (round <= round_) {
      throw PluginError("baseline.round-order", fmt::format("the baseline ended round {} after round {}", round, round_));
    }
    round_ = round;
    session_.recorder().commit(Cadence::epoch, round);
    evaluation_.after(round);
    const bool pauses = session_.pauses_after(round);
    stopped_ = session_.stop_requested() || pauses;
    if (stopped_ || session_.save_due(true)) save();
    if (stopped_) pauses ? session_.paused(round_) : session_.interrupted(round_);
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
  DatasetInfo info_;
  StageChain& stages_;
  const RunnerInputs& inputs_;
  c10::Device device_;
  std::optional<LabeledSamples> labels_;
  TrialSession& session_;
  Evaluation& evaluation_;
  std::int64_t round_ = 0;
  bool stopped_ = false;
};

/// The samples as a method reads them.
struct MethodInput {
  Tensor training;  ///< those that it is trained on
  Tensor all;
};

/// Stages see the training part by itself, so that nothing of the other samples can get into what a method is trained on.
MethodInput input_of(const Value& table, const RunnerInputs& inputs, StageChain& stages) {
  MethodInput input;
  input.training = stages.input(table, inputs.part.of(inputs.x));
  if (source_of(table).empty()) {
    input.all = inputs.x;
  } else if (inputs.part.is_everything()) {
    input.all = input.training;
  } else {
    input.all = inputs.part.joined(input.training, stages.input(table, inputs.part.others_of(inputs.x)));
  }
  return input;
}

}  // namespace

std::optional<TrialResults> run_baseline(const RunnerInputs& inputs, const StageFiles& stage_files, TrialSession& session) {
  const Value& table = inputs.resolved.at("baseline");
  StageChain stages(inputs.resolved, inputs.registry, inputs.data);
  stages.use_results(stage_files, inputs.device);
  const auto baseline = stages.create(table);
  const MethodInput input = input_of(table, inputs, stages);

  BuildContext context = inputs.data.context();
  auto metrics = create_metrics(inputs.resolved.at("evaluate"), inputs.registry, context);
  const EvaluateOptions evaluate = evaluate_options(inputs.resolved.at("evaluate"));
  const auto features = features_of_source(stages, table);
  Capabilities capabilities = capabilities_of(*baseline);
  if (capabilities.embeds == nullptr) capabilities.embeds = features.get();
  const DatasetInfo info = stages.input_info(table);
  if (info.labeled == 0) capabilities.classifies = nullptr;  // without labels, classes have no names
  Evaluation evaluation(
      evaluate, std::move(metrics), inputs.labels, [&](const Wanted& wanted) { return observe(capabilities, input.all, evaluate.batch, wanted); },
      session, 0);
  evaluation.declare();

  BaselineContext fit(*baseline, info, stages, inputs, session, evaluation);
  if (const SavedState* saved = session.saved()) fit.restore(*saved);
  baseline->fit(input.training, fit);
  if (fit.stopped()) return std::nullopt;
  if (evaluation.last_evaluated() < fit.round() || fit.round() == 0) evaluation.evaluate(std::max<std::int64_t>(fit.round(), 1));

  TrialResults results;
  results.metric_names = evaluation.metric_names();
  results.artifacts = evaluation.artifacts();
  for (const auto& [name, tensor] : fit.state()) results.weights.push_back(to_array("baseline/" + name, tensor));
  return results;
}

}  // namespace assay::train
