#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "app/commands/check.hpp"
#include "assay/core/error.hpp"
#include "host/host_process.hpp"
#include "plan/plan.hpp"

namespace assay::app {

/// Constructs every distinct composition of the trials (at most 32) in the host, without samples. Returns the first error: of a trial, or
/// "spec.unmeasured-metric" when [table] or [sweep.halving] of the plan names a number that no metric of these trials reports.
std::optional<Error> first_unbuildable(host::HostProcess& host, const plan::Plan& plan, const std::vector<plan::Trial>& trials,
                                       const std::string& device);

/// The second half of `assay check`: the specs, which `run_check` found in order, are constructed. Missing data files are a note on `out`,
/// everything else is an error on `err`. Returns 0 or the exit status of the worst error.
int run_construction_check(const CheckArguments& arguments, const Catalog& catalog, host::HostProcess& host, std::ostream& out, std::ostream& err);

}  // namespace assay::app
