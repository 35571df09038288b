#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "app/commands/present_data.hpp"
#include "host/host_process.hpp"
#include "plan/plan.hpp"
#include "record/run_folder.hpp"
#include "run/executor.hpp"

namespace assay::app {

/// Where a study's results go: `run_dir` when given, else <runs>/<study>, with a profile <runs>/<study>-<profile>.
struct RunPlace {
  std::string runs;     ///< empty: ASSAY_RUNS, else "runs"
  std::string run_dir;  ///< empty: the study's folder
};

/// ASSAY_RUNS, else "runs".
std::filesystem::path runs_folder();

record::RunFolder run_folder(const RunPlace& place, const plan::Plan& plan);

/// Where stages are kept for all studies: ASSAY_CACHE, else <runs>/.stages.
record::RunFolder cache_folder(const RunPlace& place);

/// Adds the stages to the plan; the hashes of the data are asked for when there are any.
void find_stages(plan::Plan& plan, const Catalog& catalog, PresentData& data, const std::string& device, bool share);

struct RunArguments {
  std::string spec;
  std::vector<std::string> overrides;  ///< --set
  std::string profile;                 ///< --profile
  std::vector<std::string> arms;       ///< --arm; empty: those of [sweep]
  std::vector<std::string> cases;      ///< --case; empty: those of [sweep]
  RunPlace place;
  int jobs = 0;  ///< 0: cores divided by threads
  std::string device = "cpu";
  std::string executor = "local";  ///< or "slurm"
  bool quiet = false;
  bool no_stage_cache = false;  ///< every trial computes its own stages, in the run folder
  std::string command;          ///< the command line, for the results
};

/// `assay run SPEC`: checks, plans, runs every trial not yet finished, and ends with the result table and the path of the run folder; with Slurm it
/// submits and ends.
/// Returns 0, 1 when a trial failed, 75, 130 or 143 when stopped by SIGUSR1, SIGINT or SIGTERM. Throws Error before anything was trained.
int run_run(const RunArguments& arguments, const host::HostSettings& host_settings, std::ostream& out);

/// The most threads that any trial of the plan asks for; the host's environment is set once for all.
int threads_of(const plan::Plan& plan);

/// 0, 1, 75, 130 or 143, as `run_run` says.
int exit_status_of(const run::RunResult& result);

/// What comes after the trials: leftovers go, the index is written, the table and the folder are printed.
void close_run(const record::RunFolder& folder, const run::RunResult& result, const host::HostSettings& host_settings, std::ostream& out);

/// State of a planned trial in its run folder, for `assay plan`.
std::string status_of_trial(const record::RunFolder& folder, const plan::Trial& trial);

}  // namespace assay::app
