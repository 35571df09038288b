#pragma once

#include <string>
#include <string_view>

#include "assay/abi/export.hpp"
#include "assay/core/value.hpp"

namespace assay {

/// Compact JSON with sorted keys and shortest round-trip numbers: equal values give equal text. NaN becomes null, ±∞ the strings "inf" and "-inf".
ASSAY_EXPORT std::string to_json(const Value& value, int indent = -1);

/// Parses JSON; throws InternalError "json.invalid" with the byte offset. Nesting deeper than 200 is refused.
ASSAY_EXPORT Value parse_json(std::string_view text);

/// A number written by `to_json`: null is NaN, "inf" and "-inf" are infinite.
ASSAY_EXPORT double json_number(const Value& value);

}  // namespace assay
