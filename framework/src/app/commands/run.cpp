#include "app/commands/run.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "app/commands/construction.hpp"
#include "app/commands/figure.hpp"
#include "assay/core/error.hpp"
#include "plan/make_plan.hpp"
#include "plan/stages.hpp"
#include "record/run_view.hpp"
#include "report/table_format.hpp"
#include "run/claim.hpp"
#include "run/local_executor.hpp"
#include "run/signals.hpp"
#include "run/slurm_executor.hpp"
#include "run/store.hpp"

namespace assay::app {
namespace {

int jobs_for(int asked, int threads) {
  if (asked > 0) return asked;
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  return std::max(1, cores / threads);
}

std::vector<plan::Trial> unfinished_trials(const plan::Plan& plan, const record::RunFolder& folder) {
  std::vector<plan::Trial> trials;
  for (const auto& trial : plan.trials) {
    if (run::trial_state(folder, trial.id).status != "done") trials.push_back(trial);
  }
  return trials;
}

bool is_part(const RunArguments& arguments) { return !arguments.arms.empty() || !arguments.cases.empty(); }

/// The plan with all arms and cases; nothing when all of them were asked for, or when what was set fits only some of them.
std::optional<record::RunManifest> manifest_of_whole(const RunArguments& arguments, const Catalog& catalog, const run::RunContext& context) {
  if (!is_part(arguments)) return std::nullopt;
  plan::PlanRequest whole{arguments.spec, arguments.overrides, arguments.profile};
  whole.all = true;
  try {
    return run::make_manifest(plan::make_plan(whole, catalog), context);
  } catch (const Error&) {
    return std::nullopt;
  }
}

void print_table(const record::RunView& view, std::ostream& out) {
  out << report::format_table(report::make_result_table(view), report::TableFormat::text);
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

std::string runs_of(const RunPlace& place) { return place.runs.empty() ? runs_folder().string() : place.runs; }

/// `host` has loaded the plugins; its environment was made for one thread.
std::unique_ptr<run::Executor> make_executor(const RunArguments& arguments, const plan::Plan& plan, const host::HostSettings& host_settings,
                                             std::unique_ptr<host::HostProcess> host) {
  if (arguments.executor == "slurm") return std::make_unique<run::SlurmExecutor>();
  run::LocalSettings settings;
  settings.host = host_settings;
  settings.host.threads = threads_of(plan);
  if (settings.host.threads != host_settings.threads) {
    host->close(5000);
    host = std::make_unique<host::HostProcess>(settings.host);
    host->describe();
  }
  settings.jobs = jobs_for(arguments.jobs, settings.host.threads);
  settings.progress = run::progress_style(arguments.quiet, stderr);
  return std::make_unique<run::LocalExecutor>(std::move(settings), std::move(host));
}

}  // namespace

std::filesystem::path runs_folder() {
  const std::string given = environment("ASSAY_RUNS");
  return given.empty() ? "runs" : given;
}

record::RunFolder run_folder(const RunPlace& place, const plan::Plan& plan) {
  if (!place.run_dir.empty()) return record::RunFolder{std::filesystem::absolute(place.run_dir).lexically_normal()};
  return run::default_folder(plan.folder_name(), runs_of(place));
}

record::RunFolder cache_folder(const RunPlace& place) {
  const std::string given = environment("ASSAY_CACHE");
  const std::filesystem::path folder = given.empty() ? std::filesystem::path(runs_of(place)) / ".stages" : std::filesystem::path(given);
  return record::RunFolder{std::filesystem::absolute(folder).lexically_normal()};
}

void find_stages(plan::Plan& plan, const Catalog& catalog, PresentData& data, const std::string& device, bool share) {
  const auto hashes = [&](const Value& dataset) { return data.hashes(dataset); };
  plan::add_stages(plan, catalog, {device.substr(0, device.find(':')), catalog.runtime, hashes, share});
}

int threads_of(const plan::Plan& plan) {
  std::int64_t threads = 1;
  for (const auto& trial : plan.trials) threads = std::max(threads, trial.run.at("threads").integer());
  return static_cast<int>(threads);
}

int exit_status_of(const run::RunResult& result) {
  constexpr int resumable = 75;
  if (result.signal != 0) return run::exit_status_of_signal(result.signal);
  if (result.failed > 0) return 1;
  return result.left > 0 ? resumable : 0;
}

void close_run(const record::RunFolder& folder, const run::RunResult& result, const host::HostSettings& host_settings, std::ostream& out) {
  const run::Claim claim = run::Claim::take(folder.root / ".lock");
  run::remove_leftovers(folder);
  const record::RunView view = record::refresh_index(folder);
  if (result.done_before == result.total) out << fmt::format("nothing to run: all {} trials were done already\n\n", result.total);
  print_table(view, out);
  if (const std::size_t others = run::count_unplanned(folder, view.manifest); others > 0) {
    out << fmt::format("\n{} more results lie here, of other settings than this plan has\n", others);
  }
  if (!result.stage_summary.empty()) out << '\n' << result.stage_summary << '\n';
  if (result.signal != 0 || result.left > 0) out << "\nstopped early; the same command goes on where it stopped\n";
  out << fmt::format("\nresults: {}\n", folder.root.string());
  if (result.signal == 0 && result.left == 0 && view.count("done") > 0) draw_declared_figures(view, host_settings, out);
}

int run_run(const RunArguments& arguments, const host::HostSettings& host_settings, std::ostream& out) {
  auto host = std::make_unique<host::HostProcess>(host_settings);
  const Catalog catalog = host->describe();
  plan::Plan plan = plan::make_plan({arguments.spec, arguments.overrides, arguments.profile, arguments.arms, arguments.cases}, catalog);
  if (!plan.halving.is_null() && arguments.executor == "slurm") {
    throw SpecError(Diagnostic{"run.halving-is-local",
                               "successive halving compares trials while they run, which --executor slurm does not",
                               {},
                               "leave out --executor slurm, or the table [sweep.halving]",
                               {}});
  }
  run::RunContext context;
  context.folder = run_folder(arguments.place, plan);
  context.cache = arguments.no_stage_cache ? record::RunFolder{context.folder.root / "stages"} : cache_folder(arguments.place);
  context.device = arguments.device;
  context.data_roots = run::data_roots_from_environment();
  context.command = arguments.command;
  for (const auto& note : plan.notes) out << note << '\n';
  // A wrong spec never trains: what is still to do is constructed once before the first trial starts.
  const std::string device_here = arguments.executor == "slurm" ? "cpu" : arguments.device;  // the nodes may have what this machine lacks
  const auto unfinished = unfinished_trials(plan, context.folder);
  const Construction construction = construct(*host, unfinished, device_here);
  if (construction.error) throw Error(*construction.error);
  const bool is_all = unfinished.size() == plan.trials.size() && !is_part(arguments);
  if (const auto error = is_all ? unmeasured_metric(plan, construction) : std::nullopt) throw Error(*error);
  PresentData data(*host, context.data_roots);
  refuse_other_data(plan, context.folder, data);
  find_stages(plan, catalog, data, arguments.device, !arguments.no_stage_cache);
  run::open_folder(context.folder, run::make_manifest(plan, context), manifest_of_whole(arguments, catalog, context));
  if (!plan.stages.empty()) run::open_cache(context.cache);

  const auto executor = make_executor(arguments, plan, host_settings, std::move(host));
  const run::RunResult result = executor->execute({plan, catalog, context});
  if (result.handed_over.empty()) {
    close_run(context.folder, result, host_settings, out);
  } else {
    out << result.handed_over << '\n';
  }
  return exit_status_of(result);
}

std::string status_of_trial(const record::RunFolder& folder, const plan::Trial& trial) { return run::trial_state(folder, trial.id).status; }

}  // namespace assay::app
