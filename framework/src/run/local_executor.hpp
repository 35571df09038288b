#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "host/host_process.hpp"
#include "run/executor.hpp"
#include "run/progress.hpp"

namespace assay::run {

/// What one of several processes that work on the same folder takes of the plan.
struct WorkShare {
  /// False: when nothing is left but trials on which others give signs of life, their end is not waited for.
  bool wait_for_others = true;
  /// Only stages, up to this level (see plan::stage_level); absent: trials, and what stages they lack.
  std::optional<std::size_t> stage_level;
  /// Where in the plan to begin, as a part of it in [0, 1): so that processes that start together do not all want the same trial.
  double begin_at = 0.0;
  /// Times of the files of trials that failed before the work was handed out, by id: only those failures are tried again. Absent: all are.
  std::optional<std::map<std::string, std::int64_t>> failed_before;
};

struct LocalSettings {
  int jobs = 1;  ///< trials at a time
  ProgressStyle progress = ProgressStyle::lines;
  host::HostSettings host;
  int retries_after_kill = 0;  ///< how often a trial goes on whose process somebody has killed with SIGKILL: the machine's doing, not the plugin's
  WorkShare share;
};

/// Runs every trial on this machine, each in a process of its own, and shares the work with any other run on the same folder. Stages that these
/// trials start from and the cache does not hold run first, in the same way; other runs may work on the same cache. A trial whose stage failed
/// fails. Failed trials of an earlier run are tried again. A trial whose owner on another machine died is taken over once its lease is over. On the
/// first signal workers save a checkpoint and leave, on the second they are killed.
class LocalExecutor final : public Executor {
 public:
  /// `host` must have described its plugins (the catalog of the work).
  LocalExecutor(LocalSettings settings, std::unique_ptr<host::HostProcess> host);

  /// Once.
  RunResult execute(const Work& work) override;

 private:
  LocalSettings settings_;
  std::unique_ptr<host::HostProcess> host_;
};

}  // namespace assay::run
