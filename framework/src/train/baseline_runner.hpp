#pragma once

#include <optional>

#include "train/composed_runner.hpp"
#include "train/stage_chain.hpp"

namespace assay::train {

/// Runs the baseline that `resolved` names. Nothing when the session asked to stop: a checkpoint is written then.
std::optional<TrialResults> run_baseline(const RunnerInputs& inputs, const StageFiles& stage_files, TrialSession& session);

}  // namespace assay::train
