#pragma once

#include <cstdint>
#include <filesystem>

namespace mat {

/// Checks what libmatio does not: that the file is of version 5 or 7.3, that the elements of a version-5 file fill it exactly, and that every
/// compressed element inflates to what its own header announces, with the right checksum. Memory stays at two small buffers. `most_bytes`: nothing
/// larger is inflated. Throws DataError data.unreadable, data.empty-file, data.wrong-magic, data.truncated, data.corrupted, data.too-large.
void check_mat_file(const std::filesystem::path& path, std::uint64_t most_bytes);

}  // namespace mat
