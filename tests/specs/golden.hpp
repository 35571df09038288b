#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "plan/make_plan.hpp"

namespace golden {

/// The root of the source tree.
std::filesystem::path source_dir();
/// True when the golden files are to be rewritten.
bool updating();
std::string read(const std::filesystem::path& path);
/// Compares `text` with the file, or rewrites the file when updating.
void check_file(const std::filesystem::path& path, const std::string& text);

/// One spec that must be refused.
struct BadSpec {
  std::string name;  ///< file name without extension
  std::string text;
  std::string message;  ///< what the program prints
};

/// What the program says about the spec of a request; empty when it is fine.
std::string message_of(const assay::plan::PlanRequest& request);

/// Every spec of tests/fixtures/specs/bad with the message it gets, by name.
std::vector<BadSpec> bad_specs();

}  // namespace golden
