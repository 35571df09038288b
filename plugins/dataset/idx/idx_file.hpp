#pragma once

#include <filesystem>

#include "common/stored_array.hpp"

namespace idx {

/// Opens an IDX file behind its header: two zero bytes, element type, number of dimensions (one to four), then each dimension as big-endian 32 bits;
/// the numbers follow, big-endian. The header is held against the size of the file, so that nobody allocates memory for a promise that the file
/// cannot keep. Throws DataError: those of FileBytes, data.wrong-magic, data.unknown-element-type, data.wrong-dimensions, data.no-samples.
datasets::StoredArray open_idx(const std::filesystem::path& path);

}  // namespace idx
