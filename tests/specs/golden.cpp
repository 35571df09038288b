#include "specs/golden.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include <doctest/doctest.h>

#include "base/diagnostic.hpp"
#include "plan/make_plan.hpp"
#include "support/sample_catalog.hpp"

namespace fs = std::filesystem;

namespace golden {
namespace {

/// Runs with another working folder, so that messages show short paths.
class InFolder {
 public:
  explicit InFolder(const fs::path& folder) : before_(fs::current_path()) { fs::current_path(folder); }
  InFolder(const InFolder&) = delete;
  InFolder& operator=(const InFolder&) = delete;
  ~InFolder() { fs::current_path(before_); }

 private:
  fs::path before_;
};

/// The arguments of an option in a fixture: its lines "#: --set path=value".
std::vector<std::string> arguments_in(const std::string& text, const std::string& option) {
  std::vector<std::string> found;
  std::istringstream lines(text);
  const std::string marker = "#: " + option + ' ';
  for (std::string line; std::getline(lines, line);) {
    if (line.compare(0, marker.size(), marker) == 0) found.push_back(line.substr(marker.size()));
  }
  return found;
}

}  // namespace

fs::path source_dir() {
  const char* folder = std::getenv("ASSAY_SOURCE_DIR");
  REQUIRE_MESSAGE(folder != nullptr, "ASSAY_SOURCE_DIR names the source tree; ctest sets it");
  return folder;
}

bool updating() {
  const char* flag = std::getenv("ASSAY_UPDATE_GOLDEN");
  return flag != nullptr && std::string(flag) == "1";
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void check_file(const fs::path& path, const std::string& text) {
  if (updating()) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  INFO(path.filename().string());
  CHECK(read(path) == text);
}

std::string message_of(const assay::plan::PlanRequest& request) {
  try {
    assay::plan::check_spec(request, test_support::sample_catalog());
  } catch (const assay::Error& error) {
    return assay::render(error, assay::line_of_file);
  }
  return {};
}

std::vector<BadSpec> bad_specs() {
  const InFolder folder(source_dir() / "tests/fixtures/specs/bad");
  std::vector<BadSpec> specs;
  for (const auto& entry : fs::directory_iterator(".")) {
    if (entry.path().extension() != ".toml") continue;
    BadSpec spec{entry.path().stem().string(), read(entry.path()), {}};
    const auto profiles = arguments_in(spec.text, "--profile");
    spec.message = message_of({spec.name + ".toml", arguments_in(spec.text, "--set"), profiles.empty() ? std::string() : profiles.front(),
                               arguments_in(spec.text, "--arm"), arguments_in(spec.text, "--case")});
    specs.push_back(std::move(spec));
  }
  std::sort(specs.begin(), specs.end(), [](const BadSpec& left, const BadSpec& right) { return left.name < right.name; });
  return specs;
}

}  // namespace golden
