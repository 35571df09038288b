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

/// Constructs every distinct composition of the trials (at most 32) in the host, without samples; returns the first error.
std::optional<Error> first_unbuildable(host::HostProcess& host, const std::vector<plan::Trial>& trials, const std::vector<std::string>& data_roots);

/// The second half of `assay check`: the specs, which `run_check` found in order, are constructed. Missing data files are a note on `out`,
/// everything else is an error on `err`. Returns 0 or the exit status of the worst error.
int run_construction_check(const CheckArguments& arguments, const Catalog& catalog, host::HostProcess& host, std::ostream& out, std::ostream& err);

}  // namespace assay::app
