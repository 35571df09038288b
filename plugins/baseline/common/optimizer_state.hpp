#pragma once

#include <assay/plugin.hpp>

namespace baselines {

/// Puts the optimizer's state under "optimizer/…".
void put_optimizer(assay::StateDict& state, const assay::Optimizer& optimizer);

/// What `put_optimizer` put; empty when it was not called.
assay::NamedTensors saved_optimizer(const assay::StateDict& state);

}  // namespace baselines
