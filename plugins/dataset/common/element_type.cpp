#include "element_type.hpp"

#include <cstring>
#include <type_traits>

namespace datasets {
namespace {

struct TypeFacts {
  const char* name;
  std::int64_t bytes;
};

constexpr TypeFacts facts[] = {{"bool", 1},  {"uint8", 1},  {"int8", 1},  {"uint16", 2},  {"int16", 2},  {"uint32", 4},
                               {"int32", 4}, {"uint64", 8}, {"int64", 8}, {"float32", 4}, {"float64", 8}};

const TypeFacts& facts_of(ElementType type) { return facts[static_cast<std::size_t>(type)]; }

template <class T>
using BitsOf =
    std::conditional_t<sizeof(T) == 1, std::uint8_t,
                       std::conditional_t<sizeof(T) == 2, std::uint16_t, std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>>;

template <class T, ByteOrder Order>
void decode(const unsigned char* raw, std::size_t count, double* out) {
  for (std::size_t i = 0; i < count; ++i, raw += sizeof(T)) {
    BitsOf<T> bits = 0;
    for (std::size_t b = 0; b < sizeof(T); ++b) {
      const std::size_t place = Order == ByteOrder::little ? sizeof(T) - 1 - b : b;
      bits = static_cast<BitsOf<T>>((static_cast<std::uint64_t>(bits) << 8U) | raw[place]);
    }
    T value;
    std::memcpy(&value, &bits, sizeof(value));
    out[i] = static_cast<double>(value);
  }
}

template <ByteOrder Order>
Decoder decoder_in(ElementType type) {
  switch (type) {
    case ElementType::boolean:
    case ElementType::uint8: return &decode<std::uint8_t, Order>;
    case ElementType::int8: return &decode<std::int8_t, Order>;
    case ElementType::uint16: return &decode<std::uint16_t, Order>;
    case ElementType::int16: return &decode<std::int16_t, Order>;
    case ElementType::uint32: return &decode<std::uint32_t, Order>;
    case ElementType::int32: return &decode<std::int32_t, Order>;
    case ElementType::uint64: return &decode<std::uint64_t, Order>;
    case ElementType::int64: return &decode<std::int64_t, Order>;
    case ElementType::float32: return &decode<float, Order>;
    case ElementType::float64: break;
  }
  return &decode<double, Order>;
}

}  // namespace

const char* name_of(ElementType type) { return facts_of(type).name; }
std::int64_t bytes_of(ElementType type) { return facts_of(type).bytes; }
bool is_integer(ElementType type) { return type != ElementType::float32 && type != ElementType::float64; }

Decoder decoder(ElementType type, ByteOrder order) {
  return order == ByteOrder::little ? decoder_in<ByteOrder::little>(type) : decoder_in<ByteOrder::big>(type);
}

ByteOrder native_order() {
  const std::uint16_t one = 1;
  unsigned char first = 0;
  std::memcpy(&first, &one, 1);
  return first == 1 ? ByteOrder::little : ByteOrder::big;
}

std::optional<Range> natural_range(ElementType type) {
  switch (type) {
    case ElementType::uint8: return Range{0.0, 255.0};
    case ElementType::int8: return Range{-128.0, 127.0};
    case ElementType::uint16: return Range{0.0, 65535.0};
    case ElementType::boolean:
    case ElementType::float32:
    case ElementType::float64: return Range{0.0, 1.0};
    default: return std::nullopt;
  }
}

bool is_bounded(ElementType type) { return natural_range(type).has_value() && is_integer(type); }

}  // namespace datasets
