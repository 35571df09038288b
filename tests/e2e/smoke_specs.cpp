#include "smoke_specs.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "spec/compose.hpp"

namespace e2e {

namespace fs = std::filesystem;

std::vector<SmokeSpec> smoke_specs(const std::string& folder) {
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  if (source == nullptr) throw std::runtime_error("ASSAY_SOURCE_DIR names the source tree; ctest sets it");
  std::vector<SmokeSpec> specs;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(source) / "experiments" / folder)) {
    if (entry.path().extension() != ".toml" || entry.path().filename() == "published.toml") continue;
    const auto root = assay::spec::compose(entry.path().string()).root;
    const auto* study = root.find("study");
    if (study == nullptr) continue;
    SmokeSpec spec{entry.path(), study->scalar.string()};
    const auto* test = root.find("test");
    const auto* smoke = test == nullptr ? nullptr : test->find("smoke");
    spec.has_smoke = smoke != nullptr;
    const auto* limit = smoke == nullptr ? nullptr : smoke->find("timeout_s");
    if (limit != nullptr) spec.limit = std::chrono::seconds(static_cast<std::int64_t>(limit->scalar.real()));
    specs.push_back(spec);
  }
  std::sort(specs.begin(), specs.end(), [](const SmokeSpec& left, const SmokeSpec& right) { return left.path < right.path; });
  return specs;
}

}  // namespace e2e
