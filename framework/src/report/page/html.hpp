#pragma once

#include <map>
#include <string>
#include <string_view>

#include "assay/core/value.hpp"

namespace assay::report {

/// UTF-8 text as HTML shows it, in elements and in quoted attributes; bytes that are no UTF-8 become U+FFFD.
std::string html_text(std::string_view text);

/// The value as JSON for a script element: without "<", so that no text in it can end the element.
std::string script_json(const Value& value);

/// `text` with each {{name}} replaced by the value of that name; what is put in is not searched again.
/// Throws InternalError "page.unknown-place" for a name without a value.
std::string fill_places(std::string_view text, const std::map<std::string, std::string, std::less<>>& values);

/// The file as the address of an image: of SVG readable, of anything else in base 64.
std::string image_address(std::string_view media_type, std::string_view bytes);

/// What a content security policy calls an inline script or style with this text: 'sha256-…'.
std::string policy_source(std::string_view text);

/// RFC 4648 with padding.
std::string base64(std::string_view bytes);

/// "2026-11-26 06:55:19 UTC" of a time as utc_now writes it, as a time element; of anything else the text itself.
std::string time_html(const std::string& utc);

}  // namespace assay::report
