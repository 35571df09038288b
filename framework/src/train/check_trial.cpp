#include <torch/types.h>

#include "assay/options/field.hpp"
#include "train/composed_model.hpp"
#include "train/composition.hpp"
#include "train/evaluation.hpp"
#include "train/make_optimizer.hpp"
#include "train/stage_chain.hpp"
#include "train/trial.hpp"
#include "train/trial_data.hpp"

namespace assay::train {
namespace {

/// Constructs the method, every stage before it, and the networks of the encoder that they share.
void check_baseline(const Value& resolved, const host::Registry& registry, const TrialData& data) {
  StageChain stages(resolved, registry, data);
  (void)stages.create(resolved.at("baseline"));
  if (const Value* tables = resolved.find("stage")) {
    for (const auto& stage : tables->table()) (void)stages.create(stage.second);
  }
  const Value* table = resolved.find("encoder");
  if (table == nullptr) return;
  BuildContext context = data.context();
  const auto encoder = registry.create<Encoder>(*table, context);
  Streams streams(0);
  (void)encoder->make_encoder(data.info, streams.host("init"));
  (void)encoder->make_decoder(data.info, {encoder->features()}, streams.host("init"));
}

}  // namespace

void check_trial(const Value& resolved, const host::Registry& registry, const std::vector<std::string>& data_roots) {
  const TrialData data = open_data(resolved, registry, data_roots);
  BuildContext context = data.context();
  create_metrics(resolved.at("evaluate"), registry, context);
  evaluate_options(resolved.at("evaluate"));
  if (resolved.find("baseline") != nullptr) return check_baseline(resolved, registry, data);
  Streams streams(0);
  const ComposedModel model(compose(resolved, registry, context), data.info, streams.host("init"), c10::Device(c10::DeviceType::CPU));
  make_optimizer(resolved.at("train").at("optimizer"), model.parameters());
  parse_options<TrainOptions>(without(resolved.at("train"), {"optimizer"}));
}

}  // namespace assay::train
