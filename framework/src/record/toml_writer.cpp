#include "record/toml_writer.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/utf8.hpp"

namespace assay::record {
namespace {

std::string quote(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : valid_utf8(text)) {
    switch (c) {
      case '"': quoted += "\\\""; break;
      case '\\': quoted += "\\\\"; break;
      case '\n': quoted += "\\n"; break;
      case '\t': quoted += "\\t"; break;
      case '\r': quoted += "\\r"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20U || c == 0x7F) {
          quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
        } else {
          quoted += c;
        }
    }
  }
  return quoted + '"';
}

std::string key_text(const std::string& key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  return bare ? key : quote(key);
}

std::string real_text(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string inline_text(const Value& value);

std::string inline_table(const Value& table) {
  std::string text;
  for (const auto& entry : table.table()) {
    if (entry.second.is_null()) continue;
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", key_text(entry.first), inline_text(entry.second));
  }
  return text.empty() ? "{}" : "{ " + text + " }";
}

std::string inline_text(const Value& value) {
  if (value.is_bool()) return value.boolean() ? "true" : "false";
  if (value.is_integer()) return fmt::format("{}", value.integer());
  if (value.is_real()) return real_text(value.real());
  if (value.is_string()) return quote(value.string());
  if (value.is_table()) return inline_table(value);
  if (!value.is_array()) throw InternalError("toml.not-writable", "a list in TOML cannot hold nothing");
  std::string text = "[";
  for (const auto& item : value.array()) text += (text.size() > 1 ? ", " : "") + inline_text(item);
  return text + "]";
}

bool is_list_of_tables(const Value& value) {
  return value.is_array() && !value.array().empty() &&
         std::all_of(value.array().begin(), value.array().end(), [](const Value& item) { return item.is_table(); });
}

void write_table(const Value& table, const std::string& path, std::string& text) {
  for (const auto& entry : table.table()) {
    if (entry.second.is_null() || entry.second.is_table() || is_list_of_tables(entry.second)) continue;
    text += fmt::format("{} = {}\n", key_text(entry.first), inline_text(entry.second));
  }
  for (const auto& entry : table.table()) {
    const std::string inner = path.empty() ? key_text(entry.first) : path + "." + key_text(entry.first);
    const std::string gap = text.empty() ? "" : "\n";
    if (entry.second.is_table()) {
      text += fmt::format("{}[{}]\n", gap, inner);
      write_table(entry.second, inner, text);
    } else if (is_list_of_tables(entry.second)) {
      for (const auto& item : entry.second.array()) {
        text += fmt::format("{}[[{}]]\n", text.empty() ? "" : "\n", inner);
        write_table(item, inner, text);
      }
    }
  }
}

}  // namespace

std::string to_toml(const Value& table) {
  if (table.is_null()) return {};
  if (!table.is_table()) throw InternalError("toml.not-writable", "only a table can be a TOML document");
  std::string text;
  write_table(table, "", text);
  return text;
}

}  // namespace assay::record
