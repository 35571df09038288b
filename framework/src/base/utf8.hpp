#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "assay/abi/export.hpp"

/// Text in UTF-8 (RFC 3629): without overlong forms and surrogates, up to U+10FFFF.
namespace assay {

/// Where the UTF-8 of `text` breaks off, or std::string::npos.
ASSAY_EXPORT std::size_t first_invalid_utf8(std::string_view text);

/// `text` with every byte that is no UTF-8, and every NUL, replaced by U+FFFD.
ASSAY_EXPORT std::string valid_utf8(std::string_view text);

/// Characters of a UTF-8 text: its code points.
ASSAY_EXPORT std::size_t utf8_characters(std::string_view text);

}  // namespace assay
