#pragma once

// The lightest header that knows tensors: the umbrella header of torch would add ten seconds to every file.
#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

namespace assay {
inline namespace abi_1 {

using Tensor = at::Tensor;

/// Tensors with unique dotted names ("layer0.weight"), in a fixed order.
using NamedTensors = std::vector<std::pair<std::string, Tensor>>;

}  // namespace abi_1
}  // namespace assay
