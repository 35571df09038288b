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
  std::vector<std::string> overrides = {};  ///< the --set arguments, "a.b=c"
  std::string profile = {};                 ///< to apply, or empty; "smoke" is [test] smoke
  std::vector<std::string> arms = {};       ///< to plan; empty: those of [sweep]
  std::vector<std::string> cases = {};      ///< likewise
  bool all = false;                         ///< also the arms and cases that [sweep] leaves out
};

/// Reads, checks and expands a spec. `catalog` holds the plugins; what is built in is known without it.
/// Throws Error (category spec, or plugin when only refused plugins are missing) with every finding.
Plan make_plan(const PlanRequest& request, const Catalog& catalog);

/// What `check_spec` saw.
struct CheckResult {
  bool fragment = false;
  std::size_t arms = 0;
  std::size_t cases = 0;
  std::size_t trials = 0;
  std::vector<std::string> profiles;  ///< all that can be chosen
  std::vector<std::string> notes;
};

/// Everything that `make_plan` checks, with the chosen profile and with every other one; also takes fragments, whose missing parts are no findings.
CheckResult check_spec(const PlanRequest& request, const Catalog& catalog);

/// One arm in one case at the first point of the sweep, with the tree that its values come from: what `assay resolve` shows.
struct ResolvedArm {
  std::string name;
  std::string case_name;  ///< empty when the spec has no cases
  Value resolved;
  spec::Node tree;
  std::vector<spec::ResolvedValue> values;
  std::vector<Origin> of_profile;  ///< places of what the chosen profile sets
};

/// Throws as `make_plan`.
std::vector<ResolvedArm> resolve_arms(const PlanRequest& request, const Catalog& catalog);

}  // namespace assay::plan
