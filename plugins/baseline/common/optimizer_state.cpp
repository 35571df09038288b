#include "optimizer_state.hpp"

namespace baselines {

void put_optimizer(assay::StateDict& state, const assay::Optimizer& optimizer, const std::string& prefix) {
  for (const auto& [name, tensor] : assay::with_prefix(prefix, optimizer.state())) state.put(name, tensor);
}

assay::NamedTensors saved_optimizer(const assay::StateDict& state, const std::string& prefix) {
  assay::NamedTensors found;
  for (const auto& [name, tensor] : state.tensors()) {
    if (name.compare(0, prefix.size(), prefix) == 0) found.emplace_back(name.substr(prefix.size()), tensor);
  }
  return found;
}

}  // namespace baselines
