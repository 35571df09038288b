#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/element_type.hpp"

namespace image_folder {

/// What the header of a PNG file says, once palettes and grey values of fewer than 8 bits are expanded.
struct PngHeader {
  std::int64_t channels = 1;  ///< 1 grey, 3 red, green and blue
  std::int64_t height = 0;
  std::int64_t width = 0;
  datasets::ElementType type = datasets::ElementType::uint8;  ///< or uint16
};

bool operator==(const PngHeader& left, const PngHeader& right);

/// "3 x 32 x 32 of uint8".
std::string text_of(const PngHeader& header);

/// Throws DataError: those of OpenFile; data.wrong-magic, data.truncated, data.corrupted, data.unsupported-image (transparency), data.too-large
/// (a side longer than 16384).
PngHeader read_png_header(const std::filesystem::path& path);

/// All samples of the image, row by row, the channels of a pixel together; 16-bit ones big-endian. Throws the same errors; checksums are verified.
/// Precondition: `header` is the image's own and its pixels fit into memory.
std::vector<unsigned char> read_png(const std::filesystem::path& path, const PngHeader& header);

}  // namespace image_folder
