#include "report/page/html.hpp"

#include <array>
#include <cstdint>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "base/sha256.hpp"
#include "base/utf8.hpp"

namespace assay::report {
namespace {

constexpr std::string_view svg_type = "image/svg+xml";

/// Escapes what ends an attribute or an address, or has a meaning in addresses.
std::string address_text(std::string_view text) {
  constexpr std::string_view special = "%#\"'<>&\n\r\t";
  std::string escaped;
  for (const char c : text) {
    if (special.find(c) == std::string_view::npos) {
      escaped += c;
    } else {
      escaped += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return escaped;
}

std::string bytes_of_hex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  return bytes;
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string escaped;
  for (const char c : valid_utf8(text)) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\'': escaped += "&#39;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

std::string script_json(const Value& value) {
  std::string escaped;
  for (const char c : to_json(value)) escaped += c == '<' ? "\\u003c" : std::string(1, c);
  return escaped;
}

std::string fill_places(std::string_view text, const std::map<std::string, std::string, std::less<>>& values) {
  std::string filled;
  for (std::size_t at = 0;;) {
    const std::size_t open = text.find("{{", at);
    const std::size_t close = open == std::string_view::npos ? open : text.find("}}", open);
    filled += text.substr(at, close == std::string_view::npos ? close : open - at);
    if (close == std::string_view::npos) return filled;
    const auto name = text.substr(open + 2, close - open - 2);
    const auto value = values.find(name);
    if (value == values.end()) throw InternalError("page.unknown-place", fmt::format("the template names '{}', which has no content", name));
    filled += value->second;
    at = close + 2;
  }
}

std::string image_address(std::string_view media_type, std::string_view bytes) {
  if (media_type == svg_type) return fmt::format("data:{},{}", media_type, address_text(bytes));
  return fmt::format("data:{};base64,{}", media_type, base64(bytes));
}

std::string policy_source(std::string_view text) { return "'sha256-" + base64(bytes_of_hex(sha256_hex(text))) + "'"; }

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) group = group << 8U | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j) text += j > bytes.size() - i ? '=' : digits[group >> (18U - 6U * j) & 0x3FU];
  }
  return text;
}

std::string time_html(const std::string& utc) {
  constexpr std::size_t seconds_end = 19;  // of 2026-11-26T06:55:19.388Z
  if (utc.size() <= seconds_end || utc[10] != 'T' || utc.back() != 'Z') return html_text(utc);
  return fmt::format("<time datetime=\"{}\">{} {} UTC</time>", html_text(utc), html_text(utc.substr(0, 10)),
                     html_text(utc.substr(11, seconds_end - 11)));
}

}  // namespace assay::report
