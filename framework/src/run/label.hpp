#pragma once

#include <cstdint>
#include <string>

#include "assay/core/value.hpp"

namespace assay::run {

/// What messages call a trial: "idec dim=10 seed 3". Of swept options (`axes`: dotted path -> value) the fewest last parts of the path that tell it
/// from the others are shown.
std::string trial_label(const std::string& arm, const Value& axes, std::int64_t seed);

}  // namespace assay::run
