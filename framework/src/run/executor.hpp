#pragma once

#include <cstddef>
#include <string>

#include "base/catalog.hpp"
#include "plan/plan.hpp"
#include "run/provenance.hpp"

namespace assay::run {

/// What an executor is asked to do: every trial of the plan that the folder does not hold yet, and the stages that these start from.
struct Work {
  const plan::Plan& plan;
  const Catalog& catalog;
  const RunContext& context;
};

struct RunResult {
  std::size_t total = 0;
  std::size_t done_before = 0;  ///< found finished, or stopped early
  std::size_t done_now = 0;
  std::size_t failed = 0;
  std::size_t stopped = 0;  ///< now, early, by successive halving
  std::size_t stages_computed = 0;
  std::string stage_summary;  ///< of what sharing stages saved; empty without stages
  std::size_t left = 0;       ///< trials that wait for another command: in the queue of Slurm, or others kept asking their processes to leave
  int signal = 0;             ///< SIGINT, SIGTERM or SIGUSR1 when that ended the run early
  std::string handed_over;    ///< what was submitted to run later, to be shown; empty when everything has ended
};

/// Has the trials of a plan run. All executors put the same work through the same worker processes, which end in the same files: they differ in who
/// starts these, where and when. The run folder is open when `execute` is called, and the cache when there are stages.
class Executor {
 public:
  Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  virtual ~Executor() = default;

  virtual RunResult execute(const Work& work) = 0;
};

}  // namespace assay::run
