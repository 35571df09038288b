#pragma once

#include <string>

#include "assay/abi/export.hpp"

namespace assay {

/// Now as ISO 8601 in UTC with milliseconds: "2026-11-24T09:30:00.123Z".
ASSAY_EXPORT std::string utc_now();

}  // namespace assay
