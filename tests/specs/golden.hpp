#pragma once

#include <string>
#include <vector>

#include "plan/make_plan.hpp"
#include "support/golden_file.hpp"

namespace golden {

/// One spec that must be refused.
struct BadSpec {
  std::string name;  ///< file name without extension
  std::string text;
  std::string message;  ///< what the program prints
};

/// What the program says about the spec of a request; empty when it is fine.
std::string message_of(const assay::plan::PlanRequest& request);

/// Every spec of tests/fixtures/specs/bad with the message it gets, by name.
std::vector<BadSpec> bad_specs();

}  // namespace golden
