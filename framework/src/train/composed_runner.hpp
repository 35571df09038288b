#pragma once

#include <optional>

#include "assay/kinds/dataset.hpp"
#include "train/evaluation.hpp"
#include "train/label_choice.hpp"
#include "train/trainer.hpp"
#include "train/trial_data.hpp"
#include "train/trial_session.hpp"

namespace assay::train {

/// What a finished trial leaves for its file.
struct TrialResults {
  std::vector<std::string> metric_names;
  std::vector<record::Array> artifacts;
  std::vector<record::Array> weights;
};

/// What a runner works with.
struct RunnerInputs {
  const Value& resolved;
  const host::Registry& registry;
  const TrialData& data;
  Tensor x;  ///< [N, D] on `device`
  TrainingPart part;
  Labels labels;       ///< for metrics
  LabelChoice choice;  ///< for methods that read labels
  c10::Device device;
};

/// Trains the composed model that `resolved` describes. Nothing when the session asked to stop: a checkpoint is written then.
std::optional<TrialResults> run_composed(const RunnerInputs& inputs, TrialSession& session);

/// Options of latents that follow a schedule ("c.temperature"), weights of losses that do, and the learning rate.
std::vector<ScheduledValue> scheduled_values(const Value& resolved, const Composition& composition, const Catalog& catalog);

}  // namespace assay::train
