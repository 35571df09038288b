#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace datasets {

/// What stored numbers can be.
enum class ElementType { boolean, uint8, int8, uint16, int16, uint32, int32, uint64, int64, float32, float64 };

enum class ByteOrder { little, big };

const char* name_of(ElementType type);
std::int64_t bytes_of(ElementType type);
bool is_integer(ElementType type);

/// Turns `count` stored numbers into doubles.
using Decoder = void (*)(const unsigned char* raw, std::size_t count, double* out);
Decoder decoder(ElementType type, ByteOrder order);
/// The byte order of this machine.
ByteOrder native_order();

/// Lowest and highest value.
using Range = std::pair<double, double>;

/// 0…255 for uint8, −128…127 for int8, 0…65535 for uint16, 0…1 for floats and booleans; other types have none.
std::optional<Range> natural_range(ElementType type);
/// Whether no stored value can lie outside the natural range.
bool is_bounded(ElementType type);

}  // namespace datasets
