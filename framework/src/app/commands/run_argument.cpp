#include "app/commands/run_argument.hpp"

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/suggest.hpp"

namespace assay::app {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> run_names(const fs::path& runs) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(runs, ignored)) {
    if (fs::exists(record::RunFolder{entry.path()}.plan())) names.push_back(entry.path().filename().string());
  }
  return names;
}

[[noreturn]] void no_run(const std::string& argument, const fs::path& runs) {
  const bool is_spec = fs::path(argument).extension() == ".toml";
  std::string help = is_spec ? "this is a spec; its run is named after its 'study'" : did_you_mean(argument, run_names(runs));
  if (help.empty()) help = "name the folder that 'assay run' printed, for example runs/<study>";
  throw DataError(Diagnostic{
      "run.no-plan", fmt::format("'{}' is no run folder: neither it nor '{}' has a plan.json", argument, (runs / argument).string()), {}, help, {}});
}

}  // namespace

record::RunFolder find_run(const std::string& argument) {
  const char* given_runs = std::getenv("ASSAY_RUNS");
  const fs::path runs = given_runs != nullptr && *given_runs != '\0' ? given_runs : "runs";
  record::RunFolder given{argument};
  record::RunFolder study{runs / argument};
  if (fs::exists(given.plan())) return given;
  if (!fs::exists(study.plan())) no_run(argument, runs);
  return study;
}

}  // namespace assay::app
