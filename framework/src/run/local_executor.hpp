#pragma once

#include <cstddef>
#include <string>

#include "base/catalog.hpp"
#include "host/host_process.hpp"
#include "plan/plan.hpp"
#include "run/progress.hpp"
#include "run/provenance.hpp"

namespace assay::run {

struct LocalSettings {
  int jobs = 1;  ///< trials at a time
  ProgressStyle progress = ProgressStyle::lines;
  host::HostSettings host;
};

struct RunResult {
  std::size_t total = 0;
  std::size_t done_before = 0;  ///< found finished
  std::size_t done_now = 0;
  std::size_t failed = 0;
  std::size_t stages_computed = 0;
  std::string stage_summary;  ///< of what sharing stages saved; empty without stages
  std::size_t left = 0;       ///< trials whose process was asked by somebody else to save and leave
  int signal = 0;             ///< SIGINT, SIGTERM or SIGUSR1 when that ended the run early
};

/// Runs every trial of the plan that the folder does not hold yet, each in a process of its own, and shares the work with any other
/// run on the same folder. Stages that these trials start from and the cache does not hold run first, in the same way; other runs may work
/// on the same cache. A trial whose stage failed fails. Failed trials of an earlier run are tried again. On the first signal workers save a
/// checkpoint and leave, on the second they are killed. `host` must have described its plugins (`catalog`).
RunResult run_locally(const plan::Plan& plan, const Catalog& catalog, const RunContext& context, const LocalSettings& settings,
                      std::unique_ptr<host::HostProcess> host);

}  // namespace assay::run
