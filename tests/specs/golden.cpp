#include "specs/golden.hpp"

#include <algorithm>
#include <sstream>

#include "base/diagnostic.hpp"
#include "plan/make_plan.hpp"
#include "support/sample_catalog.hpp"

namespace fs = std::filesystem;

namespace golden {
namespace {

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
