#include <torch/types.h>

#include "assay/options/field.hpp"
#include "base/settings.hpp"
#include "train/composed_model.hpp"
#include "train/composition.hpp"
#include "train/compute_setup.hpp"
#include "train/evaluation.hpp"
#include "train/make_optimizer.hpp"
#include "train/stage_chain.hpp"
#include "train/tensor_errors.hpp"
#include "train/trial.hpp"
#include "train/trial_data.hpp"

namespace assay::train {
namespace {

void check_composed(const Value& resolved, const host::Registry& registry, const TrialData& data) {
  const auto model = untrained_model(resolved, registry, data.context(), c10::Device(c10::DeviceType::CPU));
  make_optimizer(resolved.at("train").at("optimizer"), model->parameters());
  parse_options<TrainOptions>(without(resolved.at("train"), {"optimizer"}));
}

/// Constructs the method, every stage before it, and the networks of the encoder that they share.
void check_baseline(const Value& resolved, const host::Registry& registry, const TrialData& data) {
  StageChain stages(resolved, registry, data);
  (void)stages.create(resolved.at("baseline"));
  if (const Value* tables = resolved.find("stage")) {
    for (const auto& [name, table] : tables->table()) {
      if (is_composed_stage(table)) {
        check_composed(resolved, registry, data);
      } else {
        (void)stages.create(table);
      }
    }
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

std::vector<std::string> check_trial(const Value& resolved, const host::Registry& registry, const std::vector<std::string>& data_roots,
                                     const std::string& device) {
  parse_device(device);
  const TrialData data = open_data(resolved, registry, data_roots);
  BuildContext context = data.context();
  std::vector<std::string> reported;
  for (const auto& part : create_metrics(resolved.at("evaluate"), registry, context)) {
    for (const auto& output : part.metric->outputs()) reported.push_back(output.name);
  }
  evaluate_options(resolved.at("evaluate"));
  with_tensor_errors([&] {
    if (resolved.find("baseline") != nullptr) {
      check_baseline(resolved, registry, data);
    } else {
      check_composed(resolved, registry, data);
    }
  });
  return reported;
}

}  // namespace assay::train
