#include "train/trained_model.hpp"

#include <utility>

#include <fmt/format.h>
#include <torch/types.h>

#include "assay/core/error.hpp"
#include "record/run_folder.hpp"
#include "record/trial_file.hpp"

namespace assay::train {
namespace {

record::TrialRecord read_finished(const std::filesystem::path& file) {
  auto record = record::read_trial_file(file);
  if (record.status == "done") return record;
  throw DataError("model.not-trained", fmt::format("the trial {} has no model: its status is '{}'", record.trial_id, record.status));
}

/// Stages by name; those that are gone are left out, because most methods hold all they need themselves.
StageFiles find_stages(const record::TrialRecord& record, const std::filesystem::path& cache) {
  StageFiles files;
  for (const auto& stage : record.stages) {
    auto file = record::RunFolder{cache}.trial(stage.id);
    if (std::filesystem::exists(file)) files.emplace(stage.name, std::move(file));
  }
  return files;
}

void require_stages_below(const Value& resolved, const Value& table, const StageFiles& stages) {
  const std::string source = source_of(table);
  if (source.empty()) return;
  if (stages.count(source) == 0) {
    throw DataError(Diagnostic{"model.no-stage",
                               fmt::format("the method works on the features of the stage '{}', which is no longer in the cache", source),
                               {},
                               "ASSAY_CACHE names the folder that stages are kept in",
                               {}});
  }
  require_stages_below(resolved, resolved.at("stage").at(source), stages);
}

}  // namespace

TrainedModel::TrainedModel(const std::filesystem::path& file, const std::filesystem::path& cache, const host::Registry& registry,
                           const std::vector<std::string>& data_roots, c10::Device device)
    : record_(read_finished(file)), device_(device), data_(open_data(record_.resolved, registry, data_roots)) {
  if (record_.resolved.find("baseline") != nullptr) {
    restore_baseline(file, registry, find_stages(record_, cache));
    return;
  }
  model_ = untrained_model(record_.resolved, registry, data_.context(), device);
  model_->load(read_state(file, "", device));
  model_->set_training(false);
  capabilities_ = model_->capabilities();
}

TrainedModel::~TrainedModel() = default;

void TrainedModel::restore_baseline(const std::filesystem::path& file, const host::Registry& registry, const StageFiles& stages) {
  const Value& table = record_.resolved.at("baseline");
  require_stages_below(record_.resolved, table, stages);
  stages_ = std::make_unique<StageChain>(record_.resolved, registry, data_);
  stages_->use_results(stages, device_);
  baseline_ = stages_->create(table);
  baseline_->restore(read_state(file, "baseline/", device_));
  features_ = features_of_source(*stages_, table);
  capabilities_ = capabilities_of(*baseline_);
  if (capabilities_.embeds == nullptr) capabilities_.embeds = features_.get();
}

Tensor TrainedModel::input(const Tensor& x) { return stages_ == nullptr ? x : stages_->input(record_.resolved.at("baseline"), x); }

}  // namespace assay::train
