#pragma once

#include <string>

#include "assay/abi/export.hpp"

namespace assay {

/// `text` in single quotes, one word to a shell, whatever it contains.
ASSAY_EXPORT std::string shell_word(const std::string& text);

}  // namespace assay
