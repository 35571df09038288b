#include <torch/types.h>

#include "assay/options/field.hpp"
#include "train/composed_model.hpp"
#include "train/composition.hpp"
#include "train/evaluation.hpp"
#include "train/optimizer.hpp"
#include "train/trial.hpp"
#include "train/trial_data.hpp"

namespace assay::train {

void check_trial(const Value& resolved, const host::Registry& registry, const std::vector<std::string>& data_roots) {
  const TrialData data = open_data(resolved, registry, data_roots);
  BuildContext context = data.context();
  create_metrics(resolved.at("evaluate"), registry, context);
  evaluate_options(resolved.at("evaluate"));
  if (const Value* baseline = resolved.find("baseline")) {
    (void)registry.create<Baseline>(*baseline, context);
    return;
  }
  Streams streams(0);
  const ComposedModel model(compose(resolved, registry, context), data.info, streams.host("init"), c10::Device(c10::DeviceType::CPU));
  make_optimizer(resolved.at("train").at("optimizer"), model.parameters());
  parse_options<TrainOptions>(without(resolved.at("train"), {"optimizer"}));
}

}  // namespace assay::train
