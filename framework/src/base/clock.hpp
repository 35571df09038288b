#pragma once

#include <string>

#include "assay/abi/export.hpp"

namespace assay {

/// Now as ISO 8601 in UTC with milliseconds: "2026-11-24T09:30:00.123Z".
ASSAY_EXPORT std::string utc_now();

/// "7 s", "4 min 05 s", "2 h 10 min".
ASSAY_EXPORT std::string duration_text(double seconds);

}  // namespace assay
