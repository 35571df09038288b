#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "assay/options/schedule.hpp"
#include "assay/options/schema.hpp"

/// The field table: a plugin declares its options once, beside the struct that holds them.
///
///   struct Options {
///     std::int64_t dim = 10;
///     static constexpr auto fields = assay::fields(assay::field("dim", &Options::dim, "width of the code").in(1, 4096));
///   };

namespace assay {
inline namespace abi_1 {
namespace detail {

constexpr bool is_snake_case(const char* key) {
  if (key == nullptr || *key < 'a' || *key > 'z') return false;
  for (; *key != '\0'; ++key) {
    const bool allowed = (*key >= 'a' && *key <= 'z') || (*key >= '0' && *key <= '9') || *key == '_';
    if (!allowed) return false;
  }
  return true;
}

template <class T>
struct FieldTypeOf {
  static_assert(sizeof(T) == 0, "an option must be bool, std::int64_t, double, std::string, a std::vector of the last three, or assay::Schedule");
};
template <>
struct FieldTypeOf<bool> {
  static constexpr FieldType value = FieldType::boolean;
};
template <>
struct FieldTypeOf<std::int64_t> {
  static constexpr FieldType value = FieldType::integer;
};
template <>
struct FieldTypeOf<double> {
  static constexpr FieldType value = FieldType::real;
};
template <>
struct FieldTypeOf<std::string> {
  static constexpr FieldType value = FieldType::string;
};
template <>
struct FieldTypeOf<std::vector<std::int64_t>> {
  static constexpr FieldType value = FieldType::integer_list;
};
template <>
struct FieldTypeOf<std::vector<double>> {
  static constexpr FieldType value = FieldType::real_list;
};
template <>
struct FieldTypeOf<std::vector<std::string>> {
  static constexpr FieldType value = FieldType::string_list;
};
template <>
struct FieldTypeOf<Schedule> {
  static constexpr FieldType value = FieldType::schedule;
};

inline Value to_value(const Schedule& schedule) { return schedule.to_value(); }
template <class T>
Value to_value(const T& plain) {
  return plain;
}
template <class T>
Value to_value(const std::vector<T>& list) {
  Value::Array array;
  for (const auto& item : list) array.emplace_back(item);
  return array;
}

inline void from_value(const Value& value, bool& out) { out = value.boolean(); }
inline void from_value(const Value& value, std::int64_t& out) { out = value.integer(); }
inline void from_value(const Value& value, double& out) { out = value.real(); }
inline void from_value(const Value& value, std::string& out) { out = value.string(); }
inline void from_value(const Value& value, Schedule& out) { Schedule::parse(value, out); }
template <class T>
void from_value(const Value& value, std::vector<T>& out) {
  out.clear();
  for (const auto& item : value.array()) {
    T element{};
    from_value(item, element);
    out.push_back(std::move(element));
  }
}

}  // namespace detail

/// One option of `Options`. Made by `field(...)`, refined by the chained calls, each of which returns a changed copy.
template <class Options, class T>
class Field {
 public:
  constexpr Field(const char* key, T Options::*member, const char* help) : key_(key), member_(member), help_(help) {
    if (!detail::is_snake_case(key)) throw std::logic_error("an option key must be snake_case");
    if (help == nullptr || *help == '\0') throw std::logic_error("an option needs a help text");
  }

  /// Allowed range, both ends included.
  [[nodiscard]] constexpr Field in(double lowest, double highest) const {
    Field copy = *this;
    copy.lowest_ = lowest;
    copy.highest_ = highest;
    return copy;
  }
  [[nodiscard]] constexpr Field at_least(double lowest) const { return in(lowest, highest_); }
  /// Greater than `lowest`, which itself is not allowed.
  [[nodiscard]] constexpr Field above(double lowest) const {
    Field copy = in(lowest, highest_);
    copy.lowest_excluded_ = true;
    return copy;
  }
  [[nodiscard]] constexpr Field required() const {
    Field copy = *this;
    copy.required_ = true;
    return copy;
  }
  /// The strings that are allowed, at most eight.
  template <class... Names>
  [[nodiscard]] constexpr Field one_of(Names... names) const {
    static_assert(std::is_same_v<T, std::string>, "one_of is for string options");
    Field copy = *this;
    copy.choices_ = {names...};
    return copy;
  }
  /// Lets an integer option take "from_dataset": `quantity` is "classes" (label information!) or "dimensions".
  [[nodiscard]] constexpr Field derivable(const char* quantity) const {
    static_assert(std::is_same_v<T, std::int64_t>, "derivable is for integer options");
    Field copy = *this;
    copy.derived_from_ = quantity;
    return copy;
  }

  void describe(Schema& schema, const Options& defaults) const {
    FieldInfo info;
    info.key = key_;
    info.type = detail::FieldTypeOf<T>::value;
    info.help = help_;
    if (!required_) info.default_value = detail::to_value(defaults.*member_);
    if (lowest_ != unbounded_below) info.lowest = lowest_;
    if (highest_ != unbounded_above) info.highest = highest_;
    info.lowest_excluded = lowest_excluded_;
    info.required = required_;
    for (const char* choice : choices_) {
      if (choice != nullptr) info.choices.emplace_back(choice);
    }
    info.derived_from = derived_from_;
    schema.fields.push_back(std::move(info));
  }
  void read(const Value& table, Options& out) const {
    if (const Value* value = table.find(key_)) detail::from_value(*value, out.*member_);
  }

 private:
  static constexpr double unbounded_below = -std::numeric_limits<double>::infinity();
  static constexpr double unbounded_above = std::numeric_limits<double>::infinity();

  const char* key_;
  T Options::*member_;
  const char* help_;
  double lowest_ = unbounded_below;
  double highest_ = unbounded_above;
  bool lowest_excluded_ = false;
  bool required_ = false;
  std::array<const char*, 8> choices_{};
  const char* derived_from_ = "";
};

/// An option that no longer exists, with what to write instead.
struct Removed {
  const char* key;
  const char* hint;

  template <class Options>
  void describe(Schema& schema, const Options& /*defaults*/) const {
    schema.removed.push_back({key, hint});
  }
  template <class Options>
  void read(const Value& /*table*/, Options& /*out*/) const {}
};

template <class Options, class T>
constexpr Field<Options, T> field(const char* key, T Options::*member, const char* help) {
  return Field<Options, T>(key, member, help);
}
constexpr Removed removed(const char* key, const char* hint) { return Removed{key, hint}; }

template <class... Fields>
constexpr std::tuple<Fields...> fields(Fields... entries) {
  return std::tuple<Fields...>(entries...);
}

/// A part of the spec that a component reads besides its own options; declared beside `fields`:
///   static constexpr auto needs = assay::needs(assay::need("encoder", "…"), assay::need("stage.pretrain", "…"));
struct Need {
  const char* part;
  const char* help;
  bool optional = false;
};

constexpr Need need(const char* part, const char* help) {
  constexpr std::string_view encoder = "encoder";
  constexpr std::string_view labels = "labels";
  constexpr std::string_view stage = "stage.";
  const std::string_view name(part);
  const bool is_stage = name.substr(0, stage.size()) == stage && detail::is_snake_case(part + stage.size());
  if (name != encoder && name != labels && !is_stage) throw std::logic_error(R"(a component needs "encoder", "labels" or "stage.<name>")");
  if (help == nullptr || *help == '\0') throw std::logic_error("a need wants a help text");
  return Need{part, help};
}

/// A part that the component reads where the spec has it, and does without elsewhere.
constexpr Need may_need(const char* part, const char* help) {
  Need optional = need(part, help);
  optional.optional = true;
  return optional;
}

template <class... Needs>
constexpr std::array<Need, sizeof...(Needs)> needs(Needs... entries) {
  return {entries...};
}

namespace detail {

template <class Options, class = void>
struct NeedsOf {
  static constexpr std::array<Need, 0> value{};
};
template <class Options>
struct NeedsOf<Options, std::void_t<decltype(Options::needs)>> {
  static constexpr auto value = Options::needs;
};

}  // namespace detail

/// The schema that `Options::fields` declares; defaults come from a default-constructed `Options`.
template <class Options>
Schema schema_of() {
  Schema schema;
  const Options defaults{};
  std::apply([&](const auto&... entry) { (entry.describe(schema, defaults), ...); }, Options::fields);
  for (const Need& one : detail::NeedsOf<Options>::value) schema.needs.push_back({one.part, one.help, one.optional});
  return schema;
}

/// Reads `table` into an `Options`. Throws SpecError with every issue when it does not fit the schema.
template <class Options>
Options parse_options(const Value& table) {
  require_options(schema_of<Options>(), table);
  Options options{};
  std::apply([&](const auto&... entry) { (entry.read(table, options), ...); }, Options::fields);
  return options;
}

/// For components without options.
struct NoOptions {
  static constexpr auto fields = assay::fields();
};

}  // namespace abi_1
}  // namespace assay
