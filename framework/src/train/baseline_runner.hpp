#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "train/composed_runner.hpp"

namespace assay::train {

/// The result files of the stages that a trial starts from, by the stages' names.
using StageFiles = std::map<std::string, std::filesystem::path>;

/// Runs the baseline that `resolved` names. Nothing when the session asked to stop: a checkpoint is written then.
std::optional<TrialResults> run_baseline(const RunnerInputs& inputs, const StageFiles& stage_files, TrialSession& session);

}  // namespace assay::train
