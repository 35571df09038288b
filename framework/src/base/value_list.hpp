#pragma once

#include <string>
#include <vector>

#include "assay/core/value.hpp"

/// Small conversions between lists of structs and values.
namespace assay {

template <class Row, class Convert>
Value to_list(const std::vector<Row>& rows, Convert convert) {
  Value::Array list;
  list.reserve(rows.size());
  for (const auto& row : rows) list.push_back(convert(row));
  return {std::move(list)};
}

template <class Row, class Convert>
std::vector<Row> from_list(const Value& list, Convert convert) {
  std::vector<Row> rows;
  rows.reserve(list.array().size());
  for (const auto& item : list.array()) rows.push_back(convert(item));
  return rows;
}

inline Value text_list(const std::vector<std::string>& texts) {
  return to_list(texts, [](const std::string& text) { return Value(text); });
}

inline std::vector<std::string> text_list(const Value& list) {
  return from_list<std::string>(list, [](const Value& item) { return item.string(); });
}

}  // namespace assay
