#include "assay/nn/network_state.hpp"

#include <torch/types.h>
#include <torch/utils.h>

#include "assay/core/error.hpp"

namespace assay {
inline namespace abi_1 {
namespace {

[[noreturn]] void does_not_fit(const std::string& why) {
  throw SpecError(
      {"stage.does-not-fit", "the saved network is not the one that is wanted: " + why, {}, "both must come from the same [encoder]", {}});
}

}  // namespace

NamedTensors with_prefix(const std::string& prefix, const NamedTensors& tensors) {
  NamedTensors named;
  for (const auto& [name, tensor] : tensors) named.emplace_back(prefix + name, tensor);
  return named;
}

void put_network(StateDict& state, const std::string& prefix, const Network& network) {
  for (const auto& tensors : {network.parameters(), network.buffers()}) {
    for (const auto& [name, tensor] : tensors) state.put(prefix + name, tensor);
  }
}

void load_tensors(const StateDict& state, const std::string& prefix, const NamedTensors& targets) {
  const torch::NoGradGuard no_grad;
  for (const auto& [name, target] : targets) {
    const std::string full_name = prefix + name;
    if (!state.has(full_name)) does_not_fit("it has no '" + full_name + "'");
    const Tensor value = state.get(full_name);
    if (value.sizes() != target.sizes()) does_not_fit("its '" + full_name + "' has another shape");
    Tensor writable = target;
    writable.copy_(value);
  }
}

void load_network(const StateDict& state, const std::string& prefix, Network& network) {
  load_tensors(state, prefix, network.parameters());
  load_tensors(state, prefix, network.buffers());
}

}  // namespace abi_1
}  // namespace assay
