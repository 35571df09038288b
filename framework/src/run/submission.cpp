#include "run/submission.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "base/machine.hpp"
#include "base/sha256.hpp"
#include "base/value_list.hpp"
#include "plan/plan_value.hpp"
#include "record/atomic_file.hpp"

namespace assay::run {
namespace {

namespace fs = std::filesystem;

constexpr const char* work_file = "work.json";
constexpr const char* jobs_file = "jobs.json";

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Value context_to_value(const RunContext& context) {
  return Value::Table{{"folder", context.folder.root.string()},
                      {"cache", context.cache.root.string()},
                      {"device", context.device},
                      {"data_roots", text_list(context.data_roots)},
                      {"command", context.command}};
}

RunContext context_from(const Value& value) {
  RunContext context;
  context.folder.root = value.at("folder").string();
  context.cache.root = value.at("cache").string();
  context.device = value.at("device").string();
  context.data_roots = text_list(value.at("data_roots"));
  context.command = value.at("command").string();
  return context;
}

SubmittedWork work_from(const Value& value) {
  SubmittedWork work{plan::plan_from_value(value.at("plan")), context_from(value.at("context")), value.at("build").string(), {}};
  for (const auto& failed : value.at("failed_before").table()) work.failed_before[failed.first] = failed.second.integer();
  return work;
}

}  // namespace

fs::path submission_folder(const record::RunFolder& run, std::int64_t number) { return run.root / "slurm" / std::to_string(number); }

std::int64_t last_submission(const record::RunFolder& run) {
  std::int64_t last = 0;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(run.root / "slurm", ignored)) {
    const std::string name = entry.path().filename().string();
    std::int64_t number = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), number);
    if (parsed.ec == std::errc() && parsed.ptr == name.data() + name.size()) last = std::max(last, number);
  }
  return last;
}

std::int64_t new_submission(const record::RunFolder& run) {
  std::error_code error;
  fs::create_directories(run.root / "slurm", error);
  for (std::int64_t number = last_submission(run) + 1; !error; ++number) {
    if (fs::create_directory(submission_folder(run, number), error)) return number;
  }
  throw TrialError("run.not-writable", fmt::format("cannot make a folder in '{}': {}", (run.root / "slurm").string(), error.message()));
}

void write_work(const fs::path& folder, const SubmittedWork& work) {
  Value::Table failed;
  for (const auto& one : work.failed_before) failed.emplace(one.first, Value(one.second));
  const Value value = Value::Table{
      {"plan", plan::to_value(work.plan)}, {"context", context_to_value(work.context)}, {"build", work.build}, {"failed_before", std::move(failed)}};
  record::write_text_atomically(folder / work_file, to_json(value) + "\n");
}

SubmittedWork read_work(const fs::path& folder) {
  try {
    return work_from(parse_json(text_of(folder / work_file)));
  } catch (const InternalError&) {
    throw DataError(Diagnostic{"slurm.no-work",
                               fmt::format("there is no readable '{}' on {}", (folder / work_file).string(), host_name()),
                               {},
                               "run folder, stage cache and data must lie where all nodes see them under the same path: --runs DIR, ASSAY_CACHE",
                               {}});
  }
}

void write_jobs(const fs::path& folder, const std::vector<SubmittedJob>& jobs) {
  const Value list = to_list(jobs, [](const SubmittedJob& job) {
    return Value(Value::Table{{"id", job.id}, {"batch", job.batch}, {"elements", job.elements}});
  });
  record::write_text_atomically(folder / jobs_file, to_json(Value::Table{{"jobs", list}}, 1) + "\n");
}

std::vector<SubmittedJob> read_jobs(const fs::path& folder) {
  try {
    return from_list<SubmittedJob>(parse_json(text_of(folder / jobs_file)).at("jobs"), [](const Value& job) {
      return SubmittedJob{job.at("id").string(), job.at("batch").string(), job.at("elements").integer()};
    });
  } catch (const InternalError&) {
    return {};
  }
}

uid_t submitter_of(const fs::path& folder) {
  struct stat status {};
  return stat((folder / jobs_file).c_str(), &status) == 0 ? status.st_uid : getuid();
}

std::string build_of(const plan::Plan& plan, const Catalog& catalog) {
  std::set<std::string> libraries;
  for (const auto* trials : {&plan.trials, &plan.stages}) {
    for (const auto& trial : *trials) {
      for (const CatalogEntry* entry : used_components(trial.resolved, catalog)) libraries.insert(entry->sha256);
    }
  }
  std::string hashes = catalog.runtime;
  for (const auto& library : libraries) hashes += " " + library;
  return sha256_hex(hashes);
}

}  // namespace assay::run
