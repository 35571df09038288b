#pragma once

#include <string>
#include <vector>

#include "spec/document.hpp"
#include "spec/findings.hpp"

namespace assay::plan {

/// Reports conditions of the sweep on what it does not vary ("spec.unknown-axis"), or on values that never occur there ("spec.never-met").
void check_conditions(const spec::Document& document, spec::Findings& findings);

/// Takes out of a point of the sweep what its conditions exclude there; true when there was something. An axis that is left out meets no condition.
bool drop_excluded(std::vector<spec::Assignment>& point, const std::vector<spec::Condition>& conditions, const std::string& arm,
                   const std::string& case_name);

}  // namespace assay::plan
