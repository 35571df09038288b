#pragma once

#include <memory>

#include "assay/core/value.hpp"
#include "assay/nn/optimizer.hpp"

namespace assay::train {

/// The optimizer that a table { use = "adam" | "sgd", … } names. Throws SpecError.
std::unique_ptr<Optimizer> make_optimizer(const Value& table, const NamedTensors& parameters);

}  // namespace assay::train
