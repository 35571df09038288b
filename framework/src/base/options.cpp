#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "assay/options/schedule.hpp"
#include "assay/options/schema.hpp"
#include "base/suggest.hpp"

namespace assay {
inline namespace abi_1 {
namespace {

bool is_list_of(const Value& value, bool (Value::*accepts)() const) {
  return value.is_array() && std::all_of(value.array().begin(), value.array().end(), [&](const Value& item) { return (item.*accepts)(); });
}

bool has_type(const FieldInfo& field, const Value& value) {
  switch (field.type) {
    case FieldType::boolean: return value.is_bool();
    case FieldType::integer: return value.is_integer() || (!field.derived_from.empty() && value == Value("from_dataset"));
    case FieldType::real: return value.is_number();
    case FieldType::string: return value.is_string();
    case FieldType::integer_list: return is_list_of(value, &Value::is_integer);
    case FieldType::real_list: return is_list_of(value, &Value::is_number);
    case FieldType::string_list: return is_list_of(value, &Value::is_string);
    case FieldType::schedule: return value.is_number() || value.is_table();
  }
  return false;
}

std::string bounds_text(const FieldInfo& field) {
  const char* above = field.lowest_excluded ? "above" : "at least";
  if (field.lowest && field.highest && !field.lowest_excluded) return fmt::format("from {:.10g} to {:.10g}", *field.lowest, *field.highest);
  if (field.lowest && field.highest) return fmt::format("above {:.10g} and at most {:.10g}", *field.lowest, *field.highest);
  if (field.lowest) return fmt::format("{} {:.10g}", above, *field.lowest);
  return fmt::format("at most {:.10g}", *field.highest);
}

bool in_bounds(const FieldInfo& field, double number) {
  if (std::isnan(number)) return false;
  if (field.lowest && (field.lowest_excluded ? number <= *field.lowest : number < *field.lowest)) return false;
  return !field.highest || number <= *field.highest;
}

std::vector<double> numbers_of(const FieldInfo& field, const Value& value) {
  if (field.type == FieldType::schedule) {
    Schedule schedule;
    if (!Schedule::parse(value, schedule).empty()) return {};
    // A decaying step schedule tends to 0 without reaching it, so only its start is held against the bounds.
    return schedule.shape == Schedule::Shape::steps ? std::vector<double>{schedule.start}
                                                    : std::vector<double>{schedule.lowest(), schedule.highest()};
  }
  std::vector<double> numbers;
  if (value.is_number()) numbers.push_back(value.real());
  if (value.is_array()) {
    for (const auto& item : value.array()) {
      if (item.is_number()) numbers.push_back(item.real());
    }
  }
  return numbers;
}

std::string plain(const Value& value) {
  if (value.is_string()) return "'" + value.string() + "'";
  if (value.is_bool()) return value.boolean() ? "true" : "false";
  if (value.is_integer()) return fmt::format("{}", value.integer());
  if (value.is_real()) return fmt::format("{:.10g}", value.real());
  return std::string("this ") + value.type_name();
}

void check_value(const FieldInfo& field, const Value& value, std::vector<OptionIssue>& issues) {
  const auto report = [&](const char* code, std::string message, std::string help = {}) {
    issues.push_back({field.key, code, std::move(message), std::move(help), {}});
  };
  if (!has_type(field, value)) {
    const std::string also = field.derived_from.empty() ? "" : " or \"from_dataset\"";
    report("spec.wrong-type", fmt::format("wants a {}{} for '{}', found {}", describe(field.type), also, field.key,
                                          value.is_array() || value.is_table() ? std::string("a different ") + value.type_name()
                                                                               : std::string(value.type_name()) + " " + plain(value)));
    return;
  }
  if (field.type == FieldType::schedule) {
    Schedule schedule;
    const std::string problem = Schedule::parse(value, schedule);
    if (!problem.empty()) report("spec.wrong-type", fmt::format("has a schedule '{}' that {}", field.key, problem));
  }
  for (const double number : numbers_of(field, value)) {
    if (in_bounds(field, number) && std::isfinite(number)) continue;
    const bool bounded = field.lowest || field.highest;
    report("spec.out-of-range", fmt::format("wants '{}' {}, found {:.10g}", field.key, bounded ? bounds_text(field) : std::string("finite"), number));
    break;
  }
  if (field.choices.empty() || !value.is_string()) return;
  if (std::find(field.choices.begin(), field.choices.end(), value.string()) == field.choices.end()) {
    report("spec.unknown-choice", fmt::format("has no choice '{}' for '{}'", value.string(), field.key), did_you_mean(value.string(), field.choices));
    issues.back().notes.push_back("choices are: " + join(field.choices));
  }
}

OptionIssue unknown_key(const Schema& schema, const std::string& key) {
  for (const auto& removed : schema.removed) {
    if (removed.key == key) return {key, "spec.removed-option", fmt::format("no longer has an option '{}'", key), removed.hint, {}};
  }
  std::vector<std::string> names;
  for (const auto& field : schema.fields) names.push_back(field.key);
  OptionIssue issue{key, "spec.unknown-option", fmt::format("has no option '{}'", key), did_you_mean(key, names), {}};
  issue.notes.push_back(names.empty() ? "it takes no options" : "options are: " + join(names));
  return issue;
}

}  // namespace

const char* describe(FieldType type) {
  switch (type) {
    case FieldType::boolean: return "boolean";
    case FieldType::integer: return "whole number";
    case FieldType::real: return "number";
    case FieldType::string: return "string";
    case FieldType::integer_list: return "list of whole numbers";
    case FieldType::real_list: return "list of numbers";
    case FieldType::string_list: return "list of strings";
    case FieldType::schedule: return "number or schedule";
  }
  return "value";
}

std::vector<OptionIssue> check_options(const Schema& schema, const Value& options) {
  std::vector<OptionIssue> issues;
  if (!options.is_table()) {
    issues.push_back({"", "spec.wrong-type", std::string("wants a table of options, found ") + options.type_name(), {}, {}});
    return issues;
  }
  for (const auto& entry : options.table()) {
    if (const FieldInfo* field = schema.find(entry.first)) {
      check_value(*field, entry.second, issues);
    } else {
      issues.push_back(unknown_key(schema, entry.first));
    }
  }
  for (const auto& field : schema.fields) {
    if (field.required && options.find(field.key) == nullptr) {
      issues.push_back({"", "spec.missing-option", fmt::format("needs the option '{}' ({})", field.key, field.help), {}, {}});
    }
  }
  return issues;
}

void require_options(const Schema& schema, const Value& options) {
  std::vector<Diagnostic> diagnostics;
  for (auto& issue : check_options(schema, options)) {
    Diagnostic diagnostic;
    diagnostic.code = std::move(issue.code);
    diagnostic.message = "the component " + issue.message;
    diagnostic.help = std::move(issue.help);
    diagnostic.notes = std::move(issue.notes);
    diagnostics.push_back(std::move(diagnostic));
  }
  if (!diagnostics.empty()) throw SpecError(std::move(diagnostics));
}

Value with_defaults(const Schema& schema, const Value& options) {
  Value::Table complete;
  for (const auto& field : schema.fields) {
    const Value* given = options.find(field.key);
    Value value = given != nullptr ? *given : field.default_value;
    if (value.is_null()) continue;
    if (value.is_integer() && (field.type == FieldType::real || field.type == FieldType::schedule)) value = Value(value.real());
    if (value.is_array() && field.type == FieldType::real_list) {
      for (auto& item : value.array()) item = Value(item.real());
    }
    if (value.is_table() && field.type == FieldType::schedule) {
      Schedule schedule;
      if (Schedule::parse(value, schedule).empty()) value = schedule.to_value();
    }
    complete.emplace(field.key, std::move(value));
  }
  return {std::move(complete)};
}

}  // namespace abi_1
}  // namespace assay
