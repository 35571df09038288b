#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "common/stored_array.hpp"

namespace hdf5 {

/// Opens the data set of path `array` in an HDF5 file; an empty path means the only one in the root group. `memory` in bytes is what one of its
/// chunks may take. The file is read in a child process, because damaged files can crash libhdf5.
///
/// Throws DataError: those of ChildStream, data.unreadable, data.empty-file, data.wrong-magic, data.missing-array, data.unknown-element-type,
/// data.unknown-compression, data.unsupported-storage, data.truncated, data.too-large, data.corrupted.
datasets::StoredArray open_hdf5(const std::filesystem::path& path, const std::string& array, std::uint64_t memory);

}  // namespace hdf5
