#include "record/array.hpp"

#include <functional>
#include <numeric>
#include <utility>

namespace assay::record {
namespace {

template <class T>
Array own(const std::string& name, ElementType type, std::vector<T> values, std::vector<std::int64_t> shape) {
  Array array;
  array.name = name;
  array.type = type;
  array.shape = shape.empty() ? std::vector<std::int64_t>{static_cast<std::int64_t>(values.size())} : std::move(shape);
  const auto owner = std::make_shared<const std::vector<T>>(std::move(values));
  array.data = owner->data();
  array.owner = owner;
  return array;
}

}  // namespace

std::size_t size_of(ElementType type) {
  switch (type) {
    case ElementType::f32: return 4;
    case ElementType::f64:
    case ElementType::i64: return 8;
    case ElementType::u8: return 1;
  }
  return 1;
}

const char* name_of(ElementType type) {
  switch (type) {
    case ElementType::f32: return "f32";
    case ElementType::f64: return "f64";
    case ElementType::i64: return "i64";
    case ElementType::u8: return "u8";
  }
  return "u8";
}

std::size_t Array::elements() const {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1},
                         [](std::size_t product, std::int64_t length) { return product * static_cast<std::size_t>(length); });
}

std::size_t Array::bytes() const { return elements() * size_of(type); }

Array make_array(const std::string& name, std::vector<double> values, std::vector<std::int64_t> shape) {
  return own(name, ElementType::f64, std::move(values), std::move(shape));
}

Array make_array(const std::string& name, std::vector<float> values, std::vector<std::int64_t> shape) {
  return own(name, ElementType::f32, std::move(values), std::move(shape));
}

Array make_array(const std::string& name, std::vector<std::int64_t> values, std::vector<std::int64_t> shape) {
  return own(name, ElementType::i64, std::move(values), std::move(shape));
}

Array make_array(const std::string& name, std::vector<std::uint8_t> values, std::vector<std::int64_t> shape) {
  return own(name, ElementType::u8, std::move(values), std::move(shape));
}

}  // namespace assay::record
