#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include <doctest/doctest.h>

#include "program.hpp"
#include "spec/compose.hpp"
#include "support/temporary_folder.hpp"

namespace fs = std::filesystem;

namespace {

/// A spec of experiments/ that names a study, and how long its smoke run may take.
struct SmokeSpec {
  fs::path path;
  std::chrono::seconds limit{60};
  bool has_smoke = false;
};

std::vector<SmokeSpec> specs_to_run() {
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  REQUIRE_MESSAGE(source != nullptr, "ASSAY_SOURCE_DIR names the source tree; ctest sets it");
  std::vector<SmokeSpec> specs;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(source) / "experiments")) {
    if (entry.path().extension() != ".toml" || entry.path().filename() == "published.toml") continue;
    const auto root = assay::spec::compose(entry.path().string()).root;
    if (root.find("study") == nullptr) continue;
    SmokeSpec spec{entry.path()};
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

}  // namespace

TEST_CASE("the smoke form of every experiment runs to its table without any data files") {
  const test_support::TemporaryFolder folder;  // one for all, so that they share their stages as studies do
  const auto specs = specs_to_run();
  CHECK(specs.size() >= 10);
  for (const auto& spec : specs) {
    CHECK_MESSAGE(spec.has_smoke, spec.path.string(), " has no [test] smoke");
    e2e::Program program(e2e::assay({"run", spec.path.string(), "--profile", "smoke", "-q"}), folder.path());
    const auto outcome = program.wait(spec.limit);
    CHECK_MESSAGE(outcome.status == 0, spec.path.string(), "\n", outcome.out, outcome.err);
  }
}
