#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "assay/abi/export.hpp"

namespace assay {
inline namespace abi_1 {

/// A plain tree of options: what a TOML table holds, without positions. Tables are ordered by key, so equal trees print alike.
class ASSAY_EXPORT Value {
 public:
  using Array = std::vector<Value>;
  using Table = std::map<std::string, Value, std::less<>>;

  Value();
  Value(bool value);          // NOLINT(google-explicit-constructor): literals are the point of this type
  Value(int value);           // NOLINT(google-explicit-constructor)
  Value(std::int64_t value);  // NOLINT(google-explicit-constructor)
  Value(double value);        // NOLINT(google-explicit-constructor)
  Value(const char* value);   // NOLINT(google-explicit-constructor)
  Value(std::string value);   // NOLINT(google-explicit-constructor)
  Value(Array value);         // NOLINT(google-explicit-constructor)
  Value(Table value);         // NOLINT(google-explicit-constructor)
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();

  [[nodiscard]] bool is_null() const { return data_.index() == 0; }
  [[nodiscard]] bool is_bool() const { return std::holds_alternative<bool>(data_); }
  [[nodiscard]] bool is_integer() const { return std::holds_alternative<std::int64_t>(data_); }
  [[nodiscard]] bool is_real() const { return std::holds_alternative<double>(data_); }
  [[nodiscard]] bool is_number() const { return is_integer() || is_real(); }
  [[nodiscard]] bool is_string() const { return std::holds_alternative<std::string>(data_); }
  [[nodiscard]] bool is_array() const { return std::holds_alternative<Array>(data_); }
  [[nodiscard]] bool is_table() const { return std::holds_alternative<Table>(data_); }
  /// "boolean", "integer", "number", "string", "array", "table" or "nothing".
  [[nodiscard]] const char* type_name() const;

  /// Typed access; throws InternalError "value.wrong-type" when the type is another. `real()` accepts integers.
  [[nodiscard]] bool boolean() const;
  [[nodiscard]] std::int64_t integer() const;
  [[nodiscard]] double real() const;
  [[nodiscard]] const std::string& string() const;
  [[nodiscard]] const Array& array() const;
  [[nodiscard]] const Table& table() const;
  [[nodiscard]] Array& array();
  [[nodiscard]] Table& table();

  /// Member of a table, or nullptr when this is no table or has no such key.
  [[nodiscard]] const Value* find(std::string_view key) const;
  /// Member of a table; throws InternalError "value.no-key" when absent.
  [[nodiscard]] const Value& at(std::string_view key) const;
  /// Member of a table, inserted when absent; a null value becomes an empty table first.
  Value& operator[](std::string_view key);
  /// Member by dotted path ("train.lr"), or nullptr.
  [[nodiscard]] const Value* find_path(std::string_view dotted) const;

  friend ASSAY_EXPORT bool operator==(const Value& left, const Value& right);
  friend bool operator!=(const Value& left, const Value& right) { return !(left == right); }

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Table> data_;
};

}  // namespace abi_1
}  // namespace assay
