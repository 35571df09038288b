#include "app/commands/run_argument.hpp"

#include <filesystem>

namespace assay::app {

record::RunFolder find_run(const std::string& argument) {
  const record::RunFolder given{argument};
  const record::RunFolder study{std::filesystem::path("runs") / argument};
  return !std::filesystem::exists(given.plan()) && std::filesystem::exists(study.plan()) ? study : given;
}

}  // namespace assay::app
