#include <iostream>

#include <CLI/CLI.hpp>

#include "app/command_line/declare.hpp"
#include "app/command_line/options.hpp"
#include "app/commands/replay.hpp"
#include "app/commands/run.hpp"
#include "app/commands/status.hpp"
#include "app/commands/work.hpp"

namespace assay::app {
namespace {

void declare_run(CommandLine& line) {
  CLI::App& app = line.command("run", "run every trial of a spec that is not done yet, then print the result table");
  const auto arguments = std::make_shared<RunArguments>();
  add_spec(app, arguments->spec);
  add_profile(app, arguments->profile);
  add_selection(app, arguments->arms, arguments->cases);
  add_overrides(app, arguments->overrides);
  add_place(app, arguments->place);
  app.add_option("-j,--jobs", arguments->jobs, "trials at a time; 0: cores divided by threads")->check(CLI::Range(0, 1024));
  app.add_option("--device", arguments->device, "cpu, cuda or cuda:N");
  app.add_option("--executor", arguments->executor, "local: here, now; slurm: submit to the cluster, as [slurm] of the spec says, and end")
      ->check(CLI::IsMember({"local", "slurm"}));
  app.add_flag("-q,--quiet", arguments->quiet, "no progress");
  app.add_flag("--no-stage-cache", arguments->no_stage_cache, "every trial computes its own stages, in the run folder");
  line.on_command(app, [arguments, &line] {
    arguments->command = line.invocation();
    return run_run(*arguments, host::HostSettings{}, std::cout);
  });
}

void declare_status(CommandLine& line) {
  CLI::App& app = line.command("status", "how far a run is: what is done, failed, running and left to do");
  const auto arguments = std::make_shared<StatusArguments>();
  add_run_folder(app, arguments->run);
  add_json(app, arguments->json);
  line.on_command(app, [arguments] { return run_status(*arguments, std::cout); });
}

void declare_replay(CommandLine& line) {
  CLI::App& app = line.command("replay", "run a trial again from its own file and say whether it came out bit-identical");
  const auto arguments = std::make_shared<ReplayArguments>();
  app.add_option("TRIAL", arguments->trial, "RUN/ID, the id or its beginning; or a trial file")->required();
  app.add_option("--run-dir", arguments->run_dir, "folder for the new run (default replay-ID under ASSAY_RUNS, else runs)")->type_name("DIR");
  app.add_option("--device", arguments->device, "another device than the trial's: cpu, cuda or cuda:N");
  app.add_flag("-q,--quiet", arguments->quiet, "no progress");
  line.on_command(app, [arguments, &line] {
    arguments->command = line.invocation();
    return run_replay(*arguments, host::HostSettings{}, std::cout);
  });
}

void declare_work(CommandLine& line) {
  CLI::App& app = line.command("work", "run a part of what --executor slurm has submitted; job scripts call this");
  const auto arguments = std::make_shared<WorkArguments>();
  app.add_option("RUN", arguments->run, "run folder")->required();
  app.add_option("--submission", arguments->submission, "number of the submission")->required();
  app.add_option("--batch", arguments->batch, "stages-LEVEL, trials or closing")->required();
  app.add_option("--element", arguments->element, "number of the array element");
  line.on_command(app, [arguments] { return run_work(*arguments, host::HostSettings{}, std::cout); });
}

}  // namespace

void declare_training(CommandLine& line) {
  declare_run(line);
  declare_status(line);
  declare_replay(line);
  declare_work(line);
}

}  // namespace assay::app
