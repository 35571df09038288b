#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

/// Files under tests/fixtures that hold what the program is to say.
namespace golden {

/// Runs with another working folder, so that messages show short paths.
class InFolder {
 public:
  explicit InFolder(const std::filesystem::path& folder) : before_(std::filesystem::current_path()) { std::filesystem::current_path(folder); }
  InFolder(const InFolder&) = delete;
  InFolder& operator=(const InFolder&) = delete;
  ~InFolder() { std::filesystem::current_path(before_); }

 private:
  std::filesystem::path before_;
};

/// The root of the source tree.
inline std::filesystem::path source_dir() {
  const char* folder = std::getenv("ASSAY_SOURCE_DIR");
  REQUIRE_MESSAGE(folder != nullptr, "ASSAY_SOURCE_DIR names the source tree; ctest sets it");
  return folder;
}

/// True when the golden files are to be rewritten.
inline bool updating() {
  const char* flag = std::getenv("ASSAY_UPDATE_GOLDEN");
  return flag != nullptr && std::string(flag) == "1";
}

inline std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Compares `text` with the file, or rewrites the file when updating.
inline void check_file(const std::filesystem::path& path, const std::string& text) {
  if (updating()) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  INFO(path.filename().string());
  CHECK(read(path) == text);
}

}  // namespace golden
