#include <algorithm>
#include <cstdlib>

#include <doctest/doctest.h>

#include "base/diagnostic.hpp"
#include "host/host_process.hpp"
#include "plan/make_plan.hpp"
#include "spec/reference.hpp"
#include "specs/golden.hpp"

namespace fs = std::filesystem;

namespace {

/// What the plugins of this build offer, asked once.
const assay::Catalog& built_catalog() {
  static const assay::Catalog catalog = [] {
    const char* build = std::getenv("ASSAY_BUILD_DIR");
    REQUIRE_MESSAGE(build != nullptr, "ASSAY_BUILD_DIR names the build tree; ctest sets it");
    assay::host::HostSettings settings;
    settings.program = fs::path(build) / "bin" / "assay-host";
    settings.plugin_folders = {fs::path(build) / "lib" / "assay" / "plugins"};
    assay::host::HostProcess host(settings);
    assay::Catalog described = host.describe();
    host.close(10000);
    return described;
  }();
  return catalog;
}

std::vector<fs::path> experiments() {
  std::vector<fs::path> specs;
  for (const auto& entry : fs::recursive_directory_iterator(golden::source_dir() / "experiments")) {
    if (entry.path().extension() == ".toml" && entry.path().filename() != "published.toml") specs.push_back(entry.path());
  }
  std::sort(specs.begin(), specs.end());
  return specs;
}

/// Empty when the spec is fine.
std::string problem_of(const fs::path& spec) {
  try {
    assay::plan::check_spec({spec.string()}, built_catalog());
  } catch (const assay::Error& error) {
    return assay::render(error, assay::line_of_file);
  }
  return {};
}

}  // namespace

TEST_CASE("no plugin of the build is refused") {
  CHECK(built_catalog().rejected.empty());
  for (const auto& library : built_catalog().rejected) MESSAGE(library.library, ": ", library.reason);
}

TEST_CASE("every experiment is a good spec for the plugins of this build") {
  CHECK(experiments().size() >= 5);
  for (const auto& spec : experiments()) CHECK_MESSAGE(problem_of(spec).empty(), problem_of(spec));
}

TEST_CASE("the experiments have the arms and trials that their slides need") {
  const fs::path root = golden::source_dir() / "experiments";
  const auto weights = assay::plan::make_plan({(root / "slides/weights.toml").string()}, built_catalog());
  CHECK(weights.trials.size() == 13 * 3);  // three curves of five points that share the point of equal weights
  CHECK(weights.axes == std::vector<std::string>{"loss.bce.weight", "loss.categorical_kl.weight", "loss.gaussian_kl.weight"});
  const auto quickstart = assay::plan::make_plan({(root / "quickstart.toml").string()}, built_catalog());
  CHECK(quickstart.arms == std::vector<std::string>{"proposed", "kmeans"});
  CHECK(quickstart.trials.size() == 6);
  const auto slide = assay::plan::make_plan({(root / "slides/proposed-mnist.toml").string()}, built_catalog());
  CHECK(*slide.table.find_path("published.proposed.acc") == assay::Value(85.75));
}

TEST_CASE("the spec reference is up to date") {
  golden::check_file(golden::source_dir() / "framework/docs/spec-reference.md", assay::spec::spec_reference(built_catalog()));
}
