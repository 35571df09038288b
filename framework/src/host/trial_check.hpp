#pragma once

#include <optional>
#include <string>
#include <vector>

#include "assay/core/error.hpp"
#include "assay/core/value.hpp"
#include "host/host_process.hpp"

namespace assay::host {

/// What became of a trial that was constructed but not run.
struct TrialCheck {
  std::optional<Error> error;        ///< that the trial would start with. "data.missing-file": the shapes of the networks could not be checked
  std::vector<std::string> metrics;  ///< names of the numbers that its metrics report
};

/// Constructs, in a process of its own, everything that trials with the given resolved specs would construct on `device`; no samples are loaded.
/// Returns one element per spec. Equal specs are tried once.
std::vector<TrialCheck> check_trials(HostProcess& host, const std::vector<Value>& resolved, const std::vector<std::string>& data_roots,
                                     const std::string& device);

/// The hashes of the files that a resolved [dataset] reads; instead of them the error when they cannot be had.
Value data_hashes(HostProcess& host, const Value& dataset, const std::vector<std::string>& data_roots);

}  // namespace assay::host
