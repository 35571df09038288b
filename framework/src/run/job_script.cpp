#include "run/job_script.hpp"

#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/shell_word.hpp"

namespace assay::run {
namespace {

constexpr std::string_view body = R"sh(
# Written by assay for submission {submission}; {work} holds what there is to do.
# To submit a part of it again by hand: sbatch --array=0-9 {script}
trap '' USR1  # until the program listens: the warning must not end it
{setup}exec {program} work {run} --submission {submission} --batch {batch} --element "$(({offset} + {task}))"
)sh";

std::string line(const std::string& option) {
  if (option.empty() || option.front() != '-' || option.find('\n') != std::string::npos) {
    throw SpecError(Diagnostic{"slurm.bad-option",
                               fmt::format("'{}' in [slurm] is no option of sbatch", option),
                               {},
                               "an option is one line and begins with '-': \"--constraint=a100\"",
                               {}});
  }
  return "#SBATCH " + option + "\n";
}

std::string requests(const JobScript& script) {
  const SlurmOptions& options = script.options;
  std::string lines = line("--job-name=" + script.name);
  lines += line("--open-mode=append") + line("--requeue") + line(fmt::format("--signal=B:USR1@{}", options.warn_s));
  lines += line("--nodes=1") + line("--ntasks=1") + line(fmt::format("--cpus-per-task={}", script.processors));
  if (!options.partition.empty()) lines += line("--partition=" + options.partition);
  if (!options.account.empty()) lines += line("--account=" + options.account);
  if (!options.qos.empty()) lines += line("--qos=" + options.qos);
  if (!options.time.empty()) lines += line("--time=" + options.time);
  if (options.memory_mb > 0) lines += line(fmt::format("--mem={}M", options.memory_mb));
  if (options.gpus > 0) lines += line(fmt::format("--gres=gpu:{}", options.gpus));
  for (const auto& option : options.options) lines += line(option);
  return lines;
}

/// Sites may start jobs with an empty environment.
std::string environment() {
  const char* plugins = std::getenv("ASSAY_PLUGIN_PATH");
  return plugins == nullptr ? std::string() : fmt::format("export ASSAY_PLUGIN_PATH={}\n", shell_word(plugins));
}

}  // namespace

std::string job_script(const JobScript& script) {
  std::string setup = environment();
  for (const auto& one : script.options.setup) setup += one + "\n";
  const std::string folder = fmt::format("slurm/{}", script.submission);
  return "#!/bin/bash\n" + requests(script) +
         fmt::format(body, fmt::arg("submission", script.submission), fmt::arg("work", folder + "/work.json"),
                     fmt::arg("script", folder + "/" + script.batch + ".sh"), fmt::arg("setup", setup),
                     fmt::arg("program", shell_word(script.program.string())), fmt::arg("run", shell_word(script.run.string())),
                     fmt::arg("batch", script.batch), fmt::arg("offset", "${1:-0}"), fmt::arg("task", "${SLURM_ARRAY_TASK_ID:-0}"));
}

}  // namespace assay::run
