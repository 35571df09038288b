#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "common/stored_array.hpp"

namespace mat {

/// Opens the variable `array` of a MATLAB file of version 5 or 7.3 with libmatio; an empty name means the only one. A variable is read whole, so it
/// may take no more than `memory` bytes. Reading happens in a child process, because damaged files can crash libmatio and libhdf5.
///
/// Throws DataError: those of ChildStream and check_mat_file; data.missing-array, data.unknown-element-type, data.truncated, data.too-large.
datasets::StoredArray open_mat(const std::filesystem::path& path, const std::string& array, std::uint64_t memory);

}  // namespace mat
