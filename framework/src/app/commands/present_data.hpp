#pragma once

#include <map>
#include <string>
#include <vector>

#include "assay/core/value.hpp"
#include "host/host_process.hpp"
#include "plan/plan.hpp"
#include "record/run_folder.hpp"
#include "run/store.hpp"

namespace assay::app {

/// What the data sets of a run read now, each asked for once.
class PresentData {
 public:
  PresentData(host::HostProcess& host, std::vector<std::string> roots) : host_(host), roots_(std::move(roots)) {}

  /// SHA-256 of the files that a resolved [dataset] reads; a table, the error, when they cannot be read.
  const Value& hashes(const Value& dataset);
  /// Whether a finished trial read the same files, as far as that can be told.
  bool are_those_of(const plan::Trial& trial, const run::TrialState& state);

 private:
  host::HostProcess& host_;
  std::vector<std::string> roots_;
  std::map<std::string, Value> hashes_;
};

/// A mean over trials that read different files would be of nothing.
/// Throws DataError "run.other-data" when finished trials of the plan read other files than there are now.
void refuse_other_data(const plan::Plan& plan, const record::RunFolder& folder, PresentData& data);

}  // namespace assay::app
