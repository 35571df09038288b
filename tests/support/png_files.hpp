#pragma once

#include <string>
#include <vector>

#include "support/binary_files.hpp"

/// PNG files made by hand, chunk by chunk.
namespace test_support {

inline std::string png_chunk(const std::string& type, const std::string& data) {
  const std::string checked = type + data;
  const auto checksum = crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
  return big_endian(data.size(), 4) + checked + big_endian(checksum, 4);
}

struct PngPicture {
  std::uint32_t width = 1;
  std::uint32_t height = 1;
  int depth = 8;
  int colour = 0;    ///< 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha
  std::string rows;  ///< as stored, without the filter byte before each row
  std::string palette = {};
};

inline std::string png_file(const PngPicture& picture, const std::string& more_chunks = {}) {
  std::string filtered;
  const std::size_t row_bytes = picture.rows.size() / picture.height;
  for (std::uint32_t row = 0; row < picture.height; ++row) filtered += '\0' + picture.rows.substr(row * row_bytes, row_bytes);
  uLongf size = compressBound(static_cast<uLong>(filtered.size()));
  std::string data(size, '\0');
  compress(reinterpret_cast<Bytef*>(data.data()), &size, reinterpret_cast<const Bytef*>(filtered.data()), static_cast<uLong>(filtered.size()));
  data.resize(size);
  const std::string header = big_endian(picture.width, 4) + big_endian(picture.height, 4) + static_cast<char>(picture.depth) +
                             static_cast<char>(picture.colour) + std::string(3, '\0');
  std::string file = "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header);
  if (!picture.palette.empty()) file += png_chunk("PLTE", picture.palette);
  return file + more_chunks + png_chunk("IDAT", data) + png_chunk("IEND", "");
}

}  // namespace test_support
