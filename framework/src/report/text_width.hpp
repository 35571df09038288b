#pragma once

#include <cstddef>
#include <string>

namespace assay::report {

/// Characters of a UTF-8 text, each taken as one column wide.
inline std::size_t text_width(const std::string& text) {
  std::size_t width = 0;
  for (const char c : text) width += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return width;
}

/// `text` with spaces up to `width` characters.
inline std::string pad_right(const std::string& text, std::size_t width) {
  const std::size_t have = text_width(text);
  return have >= width ? text : text + std::string(width - have, ' ');
}

}  // namespace assay::report
