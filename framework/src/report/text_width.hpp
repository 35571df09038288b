#pragma once

#include <cstddef>
#include <string>

#include "base/utf8.hpp"

namespace assay::report {

/// Columns of a text; each character is taken as one wide.
inline std::size_t text_width(const std::string& text) { return utf8_characters(text); }

/// `text` with spaces up to `width` characters.
inline std::string pad_right(const std::string& text, std::size_t width) {
  const std::size_t have = text_width(text);
  return have >= width ? text : text + std::string(width - have, ' ');
}

}  // namespace assay::report
