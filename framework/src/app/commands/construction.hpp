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

/// What is known of trials once they have been constructed.
struct Construction {
  std::optional<Error> error;        ///< the first
  std::vector<std::string> metrics;  ///< names of the numbers that they report
  bool complete = true;              ///< false: there were more distinct compositions than are constructed
};

/// Constructs every distinct composition of the trials (at most 32) in the host, without samples.
Construction construct(host::HostProcess& host, const std::vector<plan::Trial>& trials, const std::string& device);

/// "spec.unmeasured-metric" when [table] or [sweep.halving] names a number that none of all trials of the whole spec reports: arms may differ in
/// that.
std::optional<Error> unmeasured_metric(const plan::Plan& whole, const Construction& construction);

/// The second half of `assay check`: the specs, which `run_check` found in order, are constructed. Missing data files are a note on `out`,
/// everything else is an error on `err`. Returns 0 or the exit status of the worst error.
int run_construction_check(const CheckArguments& arguments, const Catalog& catalog, host::HostProcess& host, std::ostream& out, std::ostream& err);

}  // namespace assay::app
