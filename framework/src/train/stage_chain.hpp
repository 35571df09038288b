#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "assay/capabilities.hpp"
#include "assay/kinds/baseline.hpp"
#include "base/catalog.hpp"
#include "host/registry.hpp"
#include "train/trial_data.hpp"

namespace assay::train {

/// The result files of the stages that a trial starts from, by the stages' names.
using StageFiles = std::map<std::string, std::filesystem::path>;

/// The methods of one trial: the baseline itself, and the stages before it with what they saved.
class StageChain {
 public:
  StageChain(const Value& resolved, const host::Registry& registry, const TrialData& data);
  StageChain(const StageChain&) = delete;
  StageChain& operator=(const StageChain&) = delete;
  ~StageChain();

  /// Where the results of the stages lie, by name; they are read when they are asked for, onto `device`.
  void use_results(StageFiles files, c10::Device device);

  /// What the method of `table` (the trial's [baseline], or one of its stages) sees as its data: the data set, or the features of the stage
  /// that `on` names. Throws SpecError "stage.no-features" when that stage has none.
  DatasetInfo input_info(const Value& table);
  /// Constructs a baseline; it does not know the results of other stages yet.
  host::Owned<Baseline> create(const Value& table);
  /// x [N, D] as the method of `table` reads it: x itself, or its features.
  Tensor input(const Value& table, const Tensor& x);
  /// ln σ² of the features that `input` gives as means; undefined when the method is on the data set or on a stage without EmbedsGaussian.
  Tensor input_log_variance(const Value& table, const Tensor& x);
  /// Whether the method of `table` declares to read labels: no other is told any.
  [[nodiscard]] bool reads_labels(const Value& table) const;
  /// What the stage saved. Throws InternalError "context.no-stage" when the trial has no such stage.
  const StateDict& state(const std::string& name);

 private:
  struct Stage;

  /// Whether the component of `table` declares to read that part of the spec.
  [[nodiscard]] bool declares(const Value& table, const std::string& part) const;
  DatasetInfo input_shape(const Value& table);
  Stage& stage(const std::string& name);
  std::unique_ptr<Stage> make_stage(const Value& table);
  /// The stage as trained.
  Stage& trained(const std::string& name);
  std::shared_ptr<const Encoder> encoder();

  const Value& resolved_;
  const host::Registry& registry_;
  const TrialData& data_;
  Catalog catalog_;
  std::shared_ptr<const Encoder> encoder_;
  StageFiles files_;
  c10::Device device_;
  std::map<std::string, std::unique_ptr<Stage>> stages_;
};

/// The weights of a trial file in `folder` ("" for all of them), under their names in it, on `device`.
StateDict read_state(const std::filesystem::path& file, const std::string& folder, c10::Device device);

/// The stage that the method of `table` takes its data from; empty for the data set itself.
std::string source_of(const Value& table);

/// The features of a method that makes none of its own: those of the stage it works on, as they are. Nothing when it works on the data set.
std::unique_ptr<Embeds> features_of_source(StageChain& stages, const Value& table);

}  // namespace assay::train
