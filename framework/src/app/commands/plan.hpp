#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "base/catalog.hpp"
#include "plan/plan.hpp"

namespace assay::app {

/// State of a trial in the run folder: "done", "failed", "running", "started" or "to do".
using TrialStatus = std::function<std::string(const plan::Trial& trial)>;

struct PlanArguments {
  std::string spec;
  std::vector<std::string> overrides;  ///< --set
  bool diff = false;                   ///< instead of the trials, what differs between the arms
  bool json = false;
};

/// `assay plan SPEC`: what a run would do, trial by trial, and what of it is done. `status` is asked once per trial; empty means "to do".
/// Throws Error when the spec is wrong. Returns 0.
int run_plan(const PlanArguments& arguments, const Catalog& catalog, const std::function<TrialStatus(const plan::Plan&)>& status_of,
             std::ostream& out);

}  // namespace assay::app
