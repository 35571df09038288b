#pragma once

#include <string>

#include <assay/plugin.hpp>

namespace baselines {

/// Puts the optimizer's state under prefix + name.
void put_optimizer(assay::StateDict& state, const assay::Optimizer& optimizer, const std::string& prefix = "optimizer/");

/// What `put_optimizer` put there; empty when it was not called.
assay::NamedTensors saved_optimizer(const assay::StateDict& state, const std::string& prefix = "optimizer/");

}  // namespace baselines
