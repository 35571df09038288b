#pragma once

#include <filesystem>
#include <memory>

#include "record/trial_record.hpp"
#include "train/composed_model.hpp"
#include "train/stage_chain.hpp"
#include "train/trial_data.hpp"

namespace assay::train {

/// The model of a finished trial, made anew from its result file: the spec that is in it, and its weights.
class TrainedModel {
 public:
  /// Reads the file, and those of the stages that the trial started from, in the run folder `cache`, when the method works on their features.
  /// Throws DataError "model.not-trained" for a trial that failed, "model.no-stage" when a stage is gone; else as run_trial does.
  TrainedModel(const std::filesystem::path& file, const std::filesystem::path& cache, const host::Registry& registry,
               const std::vector<std::string>& data_roots, c10::Device device);
  TrainedModel(const TrainedModel&) = delete;
  TrainedModel& operator=(const TrainedModel&) = delete;
  ~TrainedModel();

  [[nodiscard]] const record::TrialRecord& record() const { return record_; }
  [[nodiscard]] const TrialData& data() const { return data_; }
  [[nodiscard]] const Capabilities& capabilities() const { return capabilities_; }
  /// x [N, D] as the capabilities read it: x itself, or the features of the stage that the method works on.
  Tensor input(const Tensor& x);

 private:
  void restore_baseline(const std::filesystem::path& file, const host::Registry& registry, const StageFiles& stages);

  record::TrialRecord record_;
  c10::Device device_;
  TrialData data_;
  std::unique_ptr<ComposedModel> model_;  // one of the two
  host::Owned<Baseline> baseline_;
  std::unique_ptr<StageChain> stages_;
  std::unique_ptr<Embeds> features_;  ///< of a method that has none of its own
  Capabilities capabilities_;
};

}  // namespace assay::train
