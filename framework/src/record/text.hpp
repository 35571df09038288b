#pragma once

#include <string>
#include <string_view>

namespace assay::record {

/// `text` with every byte that is no UTF-8, and every NUL, replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

}  // namespace assay::record
