#pragma once

#include <string>

#include "assay/abi/export.hpp"

namespace assay {

/// "major.minor.patch" of this build.
ASSAY_EXPORT const std::string& version();

}  // namespace assay
