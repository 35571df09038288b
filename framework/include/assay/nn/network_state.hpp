#pragma once

#include <string>

#include "assay/abi/export.hpp"
#include "assay/core/context.hpp"
#include "assay/nn/network.hpp"

namespace assay {
inline namespace abi_1 {

/// `tensors` with `prefix` before every name.
ASSAY_EXPORT NamedTensors with_prefix(const std::string& prefix, const NamedTensors& tensors);

/// Puts parameters and buffers under prefix + name ("encoder/layer0.weight" for the prefix "encoder/").
ASSAY_EXPORT void put_network(StateDict& state, const std::string& prefix, const Network& network);

/// Copies prefix + name of the state over every one of `targets`.
/// Throws SpecError "stage.does-not-fit" when a name is missing or a shape differs: the state is of another network.
ASSAY_EXPORT void load_tensors(const StateDict& state, const std::string& prefix, const NamedTensors& targets);

/// Copies what `put_network` put into the network's own tensors. Throws as `load_tensors`.
ASSAY_EXPORT void load_network(const StateDict& state, const std::string& prefix, Network& network);

}  // namespace abi_1
}  // namespace assay
