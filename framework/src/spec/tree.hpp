#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assay/core/error.hpp"
#include "assay/core/value.hpp"

namespace assay::spec {

struct Entry;

/// A value of a spec that knows where it was written. TOML nodes lose their place when copied; these do not.
struct Node {
  enum class Type { scalar, array, table };

  Type type = Type::table;
  Value scalar;                    ///< of a scalar
  std::vector<Node> items;         ///< of an array
  std::vector<Entry> entries;      ///< of a table, in the order of the file
  Origin origin;                   ///< of the value itself
  std::vector<Origin> overridden;  ///< places of the values that this one replaced, each once, oldest first

  [[nodiscard]] bool is_scalar() const { return type == Type::scalar; }
  [[nodiscard]] bool is_array() const { return type == Type::array; }
  [[nodiscard]] bool is_table() const { return type == Type::table; }
  [[nodiscard]] bool is_string() const { return is_scalar() && scalar.is_string(); }
  /// "string", "integer", …, "array", "table".
  [[nodiscard]] const char* type_name() const;

  /// Member of a table, or nullptr.
  [[nodiscard]] const Entry* entry(std::string_view key) const;
  [[nodiscard]] Entry* entry(std::string_view key);
  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] Node* find(std::string_view key);
  /// The member `key` when it is a string, else an empty text.
  [[nodiscard]] const std::string& text(std::string_view key) const;
  [[nodiscard]] std::vector<std::string> keys() const;
  void erase(std::string_view key);

  /// The same tree without places.
  [[nodiscard]] Value to_value() const;
};

/// One key of a table with its value.
struct Entry {
  std::string key;
  Origin key_origin;
  Node value;
};

Node scalar_node(Value value, Origin origin);
Node table_node(Origin origin);

/// Puts `overlay` over `base`, two specs: tables merge by key, arrays and scalars replace. A table whose `use` changes first loses the options of the
/// old component.
void merge(Node& base, const Node& overlay);

/// Keys of a component's table that belong to the framework and so outlive a change of the component. `table`: the first key of its path, "dataset".
std::vector<std::string_view> framework_keys(std::string_view table);

/// Sets `use` of a component table to another name and drops the options of the old component. `kept` names members that are no options.
void change_use(Node& table, const Node& use, const std::vector<std::string_view>& kept);

/// Makes `fresh` take the place of `old` and remember it.
void replace(Node& old, Node fresh);

}  // namespace assay::spec
