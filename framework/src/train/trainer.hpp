#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/core/tensor.hpp"
#include "assay/nn/optimizer.hpp"
#include "assay/options/schedule.hpp"
#include "base/settings.hpp"
#include "train/composed_model.hpp"
#include "train/evaluation.hpp"
#include "train/trial_session.hpp"

namespace assay::train {

/// A quantity that follows a schedule, for the record: learning rate, weights, temperatures.
struct ScheduledValue {
  std::string name;
  std::string help;
  Schedule schedule;
};

/// Trains a composed model on resident data, in steps of one batch, and can stop and go on between any two steps with the same bits.
///
/// Streams: "shuffle" (order of the samples, always drawn on the CPU) and "sample" (latents). Nothing is read back from the device
/// within a step; the losses of all steps of an epoch stay there and are read when it ends. A single sample left over at the end of an
/// epoch is not trained on, because batch statistics of one sample mean nothing.
class Trainer {
 public:
  /// x [N, D] on the model's device.
  Trainer(ComposedModel& model, Optimizer& optimizer, const TrainOptions& options, std::vector<ScheduledValue> scheduled, Tensor x,
          TrialSession& session, Evaluation& evaluation);

  /// Declares the series loss.* and those of the scheduled values, all per epoch.
  void declare();
  /// Trains to the end, or until the session wants to stop: then saves a checkpoint and returns false.
  /// Throws TrialError "train.non-finite".
  bool run();

 private:
  void restore(const SavedState& saved);
  void save();
  void begin_epoch();
  void step();
  void end_epoch();
  [[nodiscard]] Tensor batch_indices(std::int64_t step) const;
  void check_losses(std::int64_t first, std::int64_t last);
  void record_losses();

  ComposedModel& model_;
  Optimizer& optimizer_;
  TrainOptions options_;
  std::vector<ScheduledValue> scheduled_;
  Tensor x_;
  TrialSession& session_;
  Evaluation& evaluation_;
  Stream& shuffle_;
  Stream& sample_;
  std::int64_t steps_ = 0;  ///< per epoch

  // Where training stands.
  std::int64_t epoch_ = 1;
  std::int64_t step_ = 0;     ///< steps done in this epoch
  std::int64_t checked_ = 0;  ///< steps whose losses have been looked at
  Tensor order_;              ///< [N] int64 on the device; undefined between epochs
  Tensor step_losses_;        ///< [steps, terms] float32 on the device
  Tensor batch_;              ///< buffer of the batches, [batch, D]
};

}  // namespace assay::train
