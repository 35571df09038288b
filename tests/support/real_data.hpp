#pragma once

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

namespace test_support {

/// The folder of ASSAY_DATA that holds `file`; empty, after a line that says so, when there is none.
inline std::filesystem::path real_data(const std::string& file) {
  const char* roots = std::getenv("ASSAY_DATA");
  std::string rest = roots != nullptr ? roots : "";
  while (!rest.empty()) {
    const auto colon = rest.find(':');
    std::filesystem::path root = rest.substr(0, colon);
    if (!root.empty() && std::filesystem::exists(root / file)) return root;
    rest = colon == std::string::npos ? "" : rest.substr(colon + 1);
  }
  std::cout << "skipped: this needs ASSAY_DATA with " << file << '\n';
  return {};
}

}  // namespace test_support
