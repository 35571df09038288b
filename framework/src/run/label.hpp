#pragma once

#include <cstdint>
#include <string>

#include "assay/core/value.hpp"

namespace assay::run {

/// What messages call a trial: "idec dim=10 seed 3". Of swept options (`axes`: dotted path -> value) the last part of the path is shown.
std::string trial_label(const std::string& arm, const Value& axes, std::int64_t seed);

}  // namespace assay::run
