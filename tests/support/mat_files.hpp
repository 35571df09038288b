#pragma once

#include <string>
#include <vector>

#include "support/binary_files.hpp"

/// MATLAB files of version 5 made by hand, byte by byte.
namespace test_support {

inline std::string mat_element(int type, const std::string& data) {
  std::string element = little_endian(static_cast<std::uint64_t>(type), 4) + little_endian(data.size(), 4) + data;
  while (element.size() % 8 != 0) element += '\0';
  return element;
}

/// A variable of class `mat_class` (uint8 is 9, double 6) whose numbers are stored as `type` (uint8 is 2, double 9), the first axis fastest.
inline std::string mat_variable(const std::string& name, int mat_class, const std::vector<int>& sizes, int type, const std::string& data,
                                int flags = 0) {
  std::string dimensions;
  for (const int size : sizes) dimensions += little_endian(static_cast<std::uint64_t>(size), 4);
  const std::string kind = little_endian(static_cast<std::uint64_t>(mat_class) + 256 * static_cast<std::uint64_t>(flags), 4) + little_endian(0, 4);
  return mat_element(14, mat_element(6, kind) + mat_element(5, dimensions) + mat_element(1, name) + mat_element(type, data));
}

/// The same, compressed.
inline std::string mat_compressed(const std::string& variable) {
  uLongf size = compressBound(static_cast<uLong>(variable.size()));
  std::string out(size, '\0');
  if (compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(variable.data()), static_cast<uLong>(variable.size())) !=
      Z_OK) {
    throw std::runtime_error("compress failed");
  }
  out.resize(size);
  return little_endian(15, 4) + little_endian(out.size(), 4) + out;
}

inline std::string mat_file(const std::string& variables) {
  std::string header = "MATLAB 5.0 MAT-file, made by hand";
  header.resize(124, ' ');
  return header + little_endian(0x0100, 2) + "IM" + variables;
}

}  // namespace test_support
