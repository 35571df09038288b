#pragma once

#include <string>
#include <vector>

#include "base/catalog.hpp"
#include "plan/plan.hpp"
#include "record/run_manifest.hpp"
#include "record/trial_job.hpp"

namespace assay::run {

/// What all trials of one command share.
struct RunContext {
  record::RunFolder folder;
  record::RunFolder cache;  ///< of the stages, which are kept as trials
  std::string device = "cpu";
  std::vector<std::string> data_roots;
  std::string command;  ///< the command line
};

/// The job of one trial, or of one stage, that is to be run in `folder`; with its whole provenance.
record::TrialJob make_job(const plan::Plan& plan, const plan::Trial& trial, const Catalog& catalog, const RunContext& context,
                          const record::RunFolder& folder);

/// What the run folder remembers of the plan.
record::RunManifest make_manifest(const plan::Plan& plan, const RunContext& context);

/// The folders of ASSAY_DATA (colon separated), then "data" in the working folder.
std::vector<std::string> data_roots_from_environment();

}  // namespace assay::run
