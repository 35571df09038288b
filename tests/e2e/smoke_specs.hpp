#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace e2e {

/// A spec of experiments/ that names a study, and how long its smoke run may take.
struct SmokeSpec {
  std::filesystem::path path;
  std::string study;
  std::chrono::seconds limit{60};
  bool has_smoke = false;
};

/// Those in experiments/ and the folders below it, or in experiments/<folder>, by path.
std::vector<SmokeSpec> smoke_specs(const std::string& folder = "");

}  // namespace e2e
