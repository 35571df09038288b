#include "app/commands/work.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

#include "app/commands/run.hpp"
#include "assay/core/error.hpp"
#include "assay/options/field.hpp"
#include "base/machine.hpp"
#include "base/settings.hpp"
#include "run/local_executor.hpp"
#include "run/slurm.hpp"
#include "run/store.hpp"
#include "run/submission.hpp"

namespace assay::app {
namespace {

void refuse_other_build(const run::SubmittedWork& work, const Catalog& catalog) {
  if (run::build_of(work.plan, catalog) == work.build) return;
  throw PluginError(Diagnostic{"slurm.other-build",
                               fmt::format("the programs or plugins on {} are not those with which the run was submitted", host_name()),
                               {},
                               "after a rebuild, scancel the jobs and give the same assay run command again; on some nodes only: their copies differ",
                               {}});
}

/// The part of the plan at which this element begins.
double begin_at(const run::SubmittedJob& job, std::int64_t element) {
  return static_cast<double>(element % std::max<std::int64_t>(job.elements, 1)) / static_cast<double>(std::max<std::int64_t>(job.elements, 1));
}

run::WorkShare share_of(const WorkArguments& arguments, const std::filesystem::path& folder, const run::SubmittedWork& work) {
  run::WorkShare share;
  share.failed_before = work.failed_before;
  share.wait_for_others = arguments.batch == "closing";
  constexpr std::string_view stages = "stages-";
  if (arguments.batch.rfind(stages, 0) == 0) {
    std::size_t level = 0;
    std::from_chars(arguments.batch.data() + stages.size(), arguments.batch.data() + arguments.batch.size(), level);
    share.stage_level = level;
  }
  for (const auto& job : run::read_jobs(folder)) {
    if (job.batch == arguments.batch) share.begin_at = begin_at(job, arguments.element);
  }
  return share;
}

void introduce(const WorkArguments& arguments, std::ostream& out) {
  const char* restarts = std::getenv("SLURM_RESTART_COUNT");
  const long attempt = restarts == nullptr ? 1 : std::strtol(restarts, nullptr, 10) + 1;
  const char* node = std::getenv("SLURMD_NODENAME");
  out << fmt::format("{} element {}, attempt {}, on {}\n", arguments.batch, arguments.element, attempt, node == nullptr ? host_name() : node)
      << std::flush;
}

void requeue(std::ostream& out) {
  if (run::slurm::this_job().empty()) return;
  std::string answer;
  const bool requeued = run::slurm::requeue_this_job(answer);
  out << (requeued ? "saved and put back into the queue\n" : fmt::format("saved, but Slurm does not put this job back into its queue: {}\n", answer))
      << std::flush;
}

}  // namespace

int run_work(const WorkArguments& arguments, const host::HostSettings& host_settings, std::ostream& out) {
  introduce(arguments, out);
  const record::RunFolder given{std::filesystem::absolute(arguments.run).lexically_normal()};
  const auto folder = run::submission_folder(given, arguments.submission);
  const run::SubmittedWork work = run::read_work(folder);
  run::LocalSettings settings;
  settings.host = host_settings;
  settings.host.threads = threads_of(work.plan);
  settings.jobs = static_cast<int>(parse_options<SlurmOptions>(work.plan.slurm).jobs);
  settings.retries_after_kill = 1;
  settings.share = share_of(arguments, folder, work);
  auto host = std::make_unique<host::HostProcess>(settings.host);
  const Catalog catalog = host->describe();
  refuse_other_build(work, catalog);
  const auto result = run::LocalExecutor(std::move(settings), std::move(host)).execute({work.plan, catalog, work.context});
  if (result.signal == SIGUSR1) {
    requeue(out);
  } else if (arguments.batch == "closing") {
    close_run(work.context.folder, result, host_settings, out);
  }
  return exit_status_of(result);
}

}  // namespace assay::app
