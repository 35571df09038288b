#include "run/slurm.hpp"

#include <charconv>
#include <cstdlib>
#include <sstream>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "run/command_output.hpp"

namespace assay::run::slurm {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(" \n\r\t") + 1);
  text.erase(0, text.find_first_not_of(" \n\r\t"));
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

[[noreturn]] void not_found(const std::string& program) {
  throw SpecError(Diagnostic{"slurm.not-found",
                             fmt::format("--executor slurm needs Slurm's program '{}', which is not in PATH", program),
                             {},
                             "run this on a machine that submits to the cluster, or leave --executor out to run here",
                             {}});
}

}  // namespace

std::int64_t max_array_size() {
  const auto answer = output_of({"scontrol", "show", "config"});
  if (!answer.found) not_found("scontrol");
  if (answer.status != 0) throw SpecError(Diagnostic{"slurm.unreachable", "Slurm does not answer", {}, "", lines_of(answer.err)});
  for (const auto& line : lines_of(answer.out)) {
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos || trimmed(line.substr(0, equals)) != "MaxArraySize") continue;
    const std::string digits = trimmed(line.substr(equals + 1));
    std::int64_t size = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), size);
    if (size > 0) return size;
  }
  throw SpecError(Diagnostic{"slurm.no-arrays", "this Slurm takes no job arrays: its MaxArraySize is 0", {}, "", {}});
}

std::string submit(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{"sbatch", "--parsable"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const auto answer = output_of(command);
  if (!answer.found) not_found("sbatch");
  if (answer.status != 0) {
    const char* help = "see [slurm] of the spec: assay explain slurm";
    throw SpecError(Diagnostic{"slurm.refused", "sbatch refuses the job", {}, help, lines_of(answer.err)});
  }
  const auto lines = lines_of(trimmed(answer.out));
  if (lines.empty()) throw SpecError(Diagnostic{"slurm.no-job", "sbatch names no job, though it refuses none", {}, "", lines_of(answer.err)});
  const std::string& last = lines.back();  // "id" or "id;cluster", after what a plugin of the site may print
  return last.substr(0, last.find(';'));
}

std::optional<std::map<std::string, std::map<std::string, std::int64_t>>> queued_jobs(uid_t user) {
  const auto answer = output_of({"squeue", "--noheader", "--array", "--user", std::to_string(user), "--format", "%F %T"});
  if (!answer.found || answer.status != 0) return std::nullopt;
  std::map<std::string, std::map<std::string, std::int64_t>> jobs;
  for (const auto& line : lines_of(answer.out)) {
    std::istringstream fields(line);
    std::string job;
    std::string state;
    if (fields >> job >> state) ++jobs[job][state];
  }
  return jobs;
}

void cancel(const std::vector<std::string>& jobs) {
  if (jobs.empty()) return;
  std::vector<std::string> command{"scancel"};
  command.insert(command.end(), jobs.begin(), jobs.end());
  output_of(command);
}

std::string this_job() {
  const std::string array = variable("SLURM_ARRAY_JOB_ID");
  return array.empty() ? variable("SLURM_JOB_ID") : array + "_" + variable("SLURM_ARRAY_TASK_ID");
}

bool requeue_this_job(std::string& answer) {
  const auto output = output_of({"scontrol", "requeue", this_job()});
  answer = output.found ? trimmed(output.err) : "scontrol is not in PATH";
  return output.found && output.status == 0;
}

}  // namespace assay::run::slurm
