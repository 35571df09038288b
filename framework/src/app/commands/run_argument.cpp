#include "app/commands/run_argument.hpp"

#include <cstdlib>
#include <filesystem>

namespace assay::app {

record::RunFolder find_run(const std::string& argument) {
  const char* given_runs = std::getenv("ASSAY_RUNS");
  const std::filesystem::path runs = given_runs != nullptr && *given_runs != '\0' ? given_runs : "runs";
  const record::RunFolder given{argument};
  const record::RunFolder study{runs / argument};
  return !std::filesystem::exists(given.plan()) && std::filesystem::exists(study.plan()) ? study : given;
}

}  // namespace assay::app
