#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "support/binary_files.hpp"

/// IDX files made by hand, byte by byte.
namespace test_support {

inline std::string idx_header(int type, const std::vector<std::uint32_t>& sizes) {
  std::string out = {0, 0, static_cast<char>(type), static_cast<char>(sizes.size())};
  for (const auto size : sizes) out += big_endian(size, 4);
  return out;
}

/// The numbers as T of Bits' width, big-endian.
template <class T, class Bits>
std::string idx_numbers(const std::vector<double>& values) {
  std::string out;
  for (const double value : values) {
    const T typed = static_cast<T>(value);
    Bits bits;
    static_assert(sizeof(bits) == sizeof(typed));
    std::memcpy(&bits, &typed, sizeof(bits));
    out += big_endian(bits, sizeof(bits));
  }
  return out;
}

inline std::string idx_bytes(const std::vector<int>& values) {
  std::string out;
  for (const int value : values) out.push_back(static_cast<char>(value));
  return out;
}

}  // namespace test_support
