#pragma once

#include <filesystem>
#include <string>

#include "common/stored_array.hpp"

namespace npy {

/// Opens an NPY file (format 1 to 3, plain or gzip-compressed), or the member `array` of an NPZ archive; an empty name means the only member.
/// Throws DataError: those of FileBytes, zip_directory, open_zip_member, parse_npy_header; data.wrong-magic, data.missing-array.
datasets::StoredArray open_npy(const std::filesystem::path& path, const std::string& array);

}  // namespace npy
