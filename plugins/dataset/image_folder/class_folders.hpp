#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace image_folder {

/// Names of the folders inside `root`, sorted by their bytes; hidden ones do not count.
/// Throws DataError data.unreadable when `root` is no folder, data.no-samples when it has none inside, data.unexpected-file for a file beside them.
std::vector<std::string> class_folders(const std::filesystem::path& root);

/// The files in a class's folder, sorted by their bytes; hidden ones do not count. None when there is no such folder.
/// Throws DataError data.unexpected-file for anything but "*.png".
std::vector<std::filesystem::path> images_of_class(const std::filesystem::path& root, const std::string& name);

}  // namespace image_folder
