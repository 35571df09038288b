#include "assay/core/value.hpp"

#include <utility>

#include "assay/core/error.hpp"

namespace assay {
inline namespace abi_1 {

Value::Value() = default;
Value::Value(bool value) : data_(value) {}
Value::Value(int value) : data_(std::int64_t{value}) {}
Value::Value(std::int64_t value) : data_(value) {}
Value::Value(double value) : data_(value) {}
Value::Value(const char* value) : data_(std::string(value)) {}
Value::Value(std::string value) : data_(std::move(value)) {}
Value::Value(Array value) : data_(std::move(value)) {}
Value::Value(Table value) : data_(std::move(value)) {}
Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;
Value::~Value() = default;

const char* Value::type_name() const {
  static constexpr const char* names[] = {"nothing", "boolean", "integer", "number", "string", "array", "table"};
  return names[data_.index()];
}

namespace {

template <class T, class Data>
T& access(Data& data, const Value& self, const char* wanted) {
  if (auto* held = std::get_if<std::remove_const_t<T>>(&data)) return *held;
  throw InternalError("value.wrong-type", std::string("expected ") + wanted + ", found " + self.type_name());
}

}  // namespace

bool Value::boolean() const { return access<const bool>(data_, *this, "a boolean"); }
std::int64_t Value::integer() const { return access<const std::int64_t>(data_, *this, "an integer"); }
double Value::real() const {
  if (is_integer()) return static_cast<double>(integer());
  return access<const double>(data_, *this, "a number");
}
const std::string& Value::string() const { return access<const std::string>(data_, *this, "a string"); }
const Value::Array& Value::array() const { return access<const Array>(data_, *this, "an array"); }
const Value::Table& Value::table() const { return access<const Table>(data_, *this, "a table"); }
Value::Array& Value::array() { return access<Array>(data_, *this, "an array"); }
Value::Table& Value::table() { return access<Table>(data_, *this, "a table"); }

const Value* Value::find(std::string_view key) const {
  if (!is_table()) return nullptr;
  const auto found = table().find(key);
  return found == table().end() ? nullptr : &found->second;
}

const Value& Value::at(std::string_view key) const {
  if (const Value* found = find(key)) return *found;
  throw InternalError("value.no-key", "no key '" + std::string(key) + "'");
}

Value& Value::operator[](std::string_view key) {
  if (is_null()) data_ = Table{};
  return table()[std::string(key)];
}

const Value* Value::find_path(std::string_view dotted) const {
  const Value* here = this;
  while (here != nullptr) {
    const auto dot = dotted.find('.');
    here = here->find(dotted.substr(0, dot));
    if (dot == std::string_view::npos) break;
    dotted.remove_prefix(dot + 1);
  }
  return here;
}

bool operator==(const Value& left, const Value& right) { return left.data_ == right.data_; }

}  // namespace abi_1
}  // namespace assay
