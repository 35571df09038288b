#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "base/catalog.hpp"
#include "plan/plan.hpp"

namespace assay::app {

/// What `assay plan` asks about its surroundings; a part that is left empty is not asked.
struct PlanSurroundings {
  std::function<void(plan::Plan& plan)> find_stages;
  /// State of a trial in the run folder, and of a stage in the cache: "done", "failed", "stopped", "running", "started" or "to do".
  std::function<std::string(const plan::Plan& plan, const plan::Trial& trial)> trial_status;
  std::function<std::string(const plan::Trial& stage)> stage_status;
};

struct PlanArguments {
  std::string spec;
  std::vector<std::string> overrides;  ///< --set
  std::string profile;                 ///< --profile
  std::vector<std::string> arms;       ///< --arm; empty: those of [sweep]
  std::vector<std::string> cases;      ///< --case; empty: those of [sweep]
  bool diff = false;                   ///< instead of the trials, what differs between the arms
  bool json = false;
};

/// `assay plan SPEC`: what a run would do, stage by stage and trial by trial, and what of it is done.
/// Throws Error when the spec is wrong. Returns 0.
int run_plan(const PlanArguments& arguments, const Catalog& catalog, const PlanSurroundings& surroundings, std::ostream& out);

}  // namespace assay::app
