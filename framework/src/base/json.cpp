#include "base/json.hpp"

#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "assay/core/error.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr int deepest_nesting = 200;

json number_to_json(double number) {
  if (std::isnan(number)) return nullptr;
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  return number;
}

json convert(const Value& value) {
  if (value.is_bool()) return value.boolean();
  if (value.is_integer()) return value.integer();
  if (value.is_real()) return number_to_json(value.real());
  if (value.is_string()) return value.string();
  if (value.is_array()) {
    json array = json::array();
    for (const auto& item : value.array()) array.push_back(convert(item));
    return array;
  }
  if (value.is_table()) {
    json object = json::object();
    for (const auto& entry : value.table()) object[entry.first] = convert(entry.second);
    return object;
  }
  return nullptr;
}

Value convert(const json& node) {
  switch (node.type()) {
    case json::value_t::boolean: return {node.get<bool>()};
    case json::value_t::number_integer:
    case json::value_t::number_unsigned: return {node.get<std::int64_t>()};
    case json::value_t::number_float: return {node.get<double>()};
    case json::value_t::string: return {node.get<std::string>()};
    case json::value_t::array: {
      Value::Array array;
      for (const auto& item : node) array.push_back(convert(item));
      return {std::move(array)};
    }
    case json::value_t::object: {
      Value::Table table;
      for (const auto& entry : node.items()) table.emplace(entry.key(), convert(entry.value()));
      return {std::move(table)};
    }
    default: return {};
  }
}

}  // namespace

std::string to_json(const Value& value, int indent) { return convert(value).dump(indent, ' ', false, json::error_handler_t::replace); }

Value parse_json(std::string_view text) {
  try {
    const json::parser_callback_t refuse_deep = [](int depth, json::parse_event_t /*event*/, json& /*parsed*/) {
      if (depth > deepest_nesting) throw InternalError("json.invalid", "the JSON text is nested too deeply");
      return true;
    };
    return convert(json::parse(text, refuse_deep));
  } catch (const json::exception& error) {
    throw InternalError("json.invalid", error.what());
  }
}

double json_number(const Value& value) {
  if (value.is_null()) return std::numeric_limits<double>::quiet_NaN();
  if (value.is_string()) return value.string() == "-inf" ? -HUGE_VAL : HUGE_VAL;
  return value.real();
}

}  // namespace assay
