#pragma once

#include <optional>
#include <string>
#include <vector>

#include "assay/core/error.hpp"
#include "assay/core/value.hpp"
#include "host/host_process.hpp"

namespace assay::host {

/// Constructs, in a process of its own, everything that trials with the given resolved specs would construct; no samples are loaded.
/// Returns one element per spec: nothing when all is well, else the error that the trial would start with. Equal specs are tried once.
/// "data.missing-file" means that the shapes of the networks could not be checked for want of the data.
std::vector<std::optional<Error>> check_trials(HostProcess& host, const std::vector<Value>& resolved, const std::vector<std::string>& data_roots);

/// The hashes of the files that a resolved [dataset] reads; instead of them the error when they cannot be had.
Value data_hashes(HostProcess& host, const Value& dataset, const std::vector<std::string>& data_roots);

}  // namespace assay::host
