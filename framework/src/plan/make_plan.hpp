#pragma once

#include <string>
#include <vector>

#include "base/catalog.hpp"
#include "plan/plan.hpp"
#include "spec/document.hpp"
#include "spec/resolve.hpp"

namespace assay::plan {

struct PlanRequest {
  std::string spec_file;
  std::vector<std::string> overrides;  ///< the --set arguments, "a.b=c"
  bool smoke = false;                  ///< also apply [test] smoke.set, and run one seed
};

/// Reads, checks and expands a spec. `catalog` holds the plugins; what is built in is known without it.
/// Throws Error (category spec, or plugin when only refused plugins are missing) with every finding.
Plan make_plan(const PlanRequest& request, const Catalog& catalog);

/// What `check_spec` saw.
struct CheckResult {
  bool fragment = false;
  std::size_t arms = 0;
  std::size_t trials = 0;
  std::vector<std::string> notes;
};

/// Everything that `make_plan` checks, and the smoke form of the spec; also takes fragments, whose missing parts are no findings.
CheckResult check_spec(const PlanRequest& request, const Catalog& catalog);

/// One arm at the first point of the sweep, with the tree that its values come from: what `assay resolve` shows.
struct ResolvedArm {
  std::string name;
  Value resolved;
  spec::Node tree;
  std::vector<spec::ResolvedValue> values;
};

/// Throws as `make_plan`. An empty `arm` means all.
std::vector<ResolvedArm> resolve_arms(const PlanRequest& request, const Catalog& catalog, const std::string& arm);

}  // namespace assay::plan
