#pragma once

#include "assay/core/value.hpp"
#include "plan/plan.hpp"

namespace assay::plan {

/// The whole plan as plain data, for processes that run it elsewhere or later.
Value to_value(const Plan& plan);

/// Throws InternalError "value.no-key" or "value.wrong-type" when a part is missing.
Plan plan_from_value(const Value& value);

}  // namespace assay::plan
