#pragma once

#include <optional>
#include <string>
#include <vector>

#include "assay/abi/export.hpp"
#include "assay/core/value.hpp"

namespace assay {
inline namespace abi_1 {

enum class FieldType { boolean, integer, real, string, integer_list, real_list, string_list, schedule };

/// "boolean", "integer", "number", "string", "list of integers", …, "number or schedule".
ASSAY_EXPORT const char* describe(FieldType type);

/// One option as users see it; the single source of parser, bounds, defaults and documentation.
struct FieldInfo {
  std::string key;
  FieldType type = FieldType::real;
  std::string help;
  Value default_value;
  std::optional<double> lowest;   ///< each number (of a list, of a schedule) must be at least this
  std::optional<double> highest;  ///< … and at most this
  bool lowest_excluded = false;
  bool required = false;             ///< no default: the spec must give it
  std::vector<std::string> choices;  ///< for strings; empty means any
  std::string derived_from;          ///< integer option that also takes "from_dataset": "classes" or "dimensions"
};

/// An option of an earlier version, kept to explain what to write instead.
struct RemovedField {
  std::string key;
  std::string hint;
};

/// A part of the spec, besides its own table, that a component reads.
struct NeedInfo {
  std::string part;  ///< "encoder", "labels", or "stage.<name>": the result of an earlier stage
  std::string help;
  bool optional = false;  ///< read where the spec has it
};

struct Schema {
  std::vector<FieldInfo> fields;
  std::vector<RemovedField> removed;
  std::vector<NeedInfo> needs;

  [[nodiscard]] const FieldInfo* find(const std::string& key) const {
    for (const auto& field : fields) {
      if (field.key == key) return &field;
    }
    return nullptr;
  }
};

/// A finding of `check_options`. `key` is empty when the table as a whole is meant.
struct OptionIssue {
  std::string key;
  std::string code;     ///< "spec.unknown-option", "spec.wrong-type", "spec.out-of-range", "spec.removed-option", "spec.missing-option"
  std::string message;  ///< without the owner's name: "has no option 'dims'"
  std::string help;
  std::vector<std::string> notes;
};

/// Holds `options` (a table) against `schema`; returns every issue, in the order of the keys.
ASSAY_EXPORT std::vector<OptionIssue> check_options(const Schema& schema, const Value& options);

/// Throws SpecError with a diagnostic for every issue of `check_options`.
ASSAY_EXPORT void require_options(const Schema& schema, const Value& options);

/// `options` with every absent key set to its default and whole numbers widened where a real is declared. Call after `check_options`.
ASSAY_EXPORT Value with_defaults(const Schema& schema, const Value& options);

}  // namespace abi_1
}  // namespace assay
