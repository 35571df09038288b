#pragma once

#include <string>

#include "assay/core/tensor.hpp"

namespace assay::train {

/// Adds `own` to `all`, each under prefix + name.
inline void append(NamedTensors& all, const std::string& prefix, const NamedTensors& own) {
  for (const auto& [name, tensor] : own) all.emplace_back(prefix + name, tensor);
}

}  // namespace assay::train
