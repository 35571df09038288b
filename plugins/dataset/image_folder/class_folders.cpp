#include "class_folders.hpp"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "common/errors.hpp"

namespace image_folder {
namespace {

using datasets::bad_data;

/// What a folder holds, sorted, without hidden entries.
std::vector<std::filesystem::path> entries_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> entries;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (entry->path().filename().string()[0] != '.') entries.push_back(entry->path());
  }
  if (error) throw bad_data("data.unreadable", fmt::format("the folder '{}' cannot be read: {}", folder.string(), error.message()));
  std::sort(entries.begin(), entries.end());
  return entries;
}

[[noreturn]] void unexpected(const std::filesystem::path& path, const char* help) {
  throw bad_data("data.unexpected-file", fmt::format("'{}' does not belong into a folder of images", path.string()), help);
}

}  // namespace

std::vector<std::string> class_folders(const std::filesystem::path& root) {
  std::vector<std::string> names;
  for (const auto& path : entries_of(root)) {
    if (!std::filesystem::is_directory(path)) unexpected(path, "the folder holds one folder per class, and these hold the images");
    names.push_back(path.filename().string());
  }
  if (names.empty()) throw bad_data("data.no-samples", fmt::format("'{}' has no folders of classes", root.string()));
  return names;
}

std::vector<std::filesystem::path> images_of_class(const std::filesystem::path& root, const std::string& name) {
  const std::filesystem::path folder = root / name;
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) return {};
  auto images = entries_of(folder);
  for (const auto& path : images) {
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    if (extension != ".png") unexpected(path, "images are PNG files; convert or remove others");
  }
  return images;
}

}  // namespace image_folder
