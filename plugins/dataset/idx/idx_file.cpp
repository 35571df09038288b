#include "idx_file.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "common/errors.hpp"
#include "common/file_bytes.hpp"

namespace idx {
namespace {

using datasets::bad_data;
using datasets::ElementType;

/// The third byte of an IDX file.
ElementType element_type(unsigned char code, const std::string& name) {
  switch (code) {
    case 0x08: return ElementType::uint8;
    case 0x09: return ElementType::int8;
    case 0x0B: return ElementType::int16;
    case 0x0C: return ElementType::int32;
    case 0x0D: return ElementType::float32;
    case 0x0E: return ElementType::float64;
    default: break;
  }
  throw bad_data("data.unknown-element-type", fmt::format("'{}' has the unknown IDX element type {:#04x}", name, code),
                 "known are 0x08 uint8, 0x09 int8, 0x0b int16, 0x0c int32, 0x0d float32, 0x0e float64");
}

}  // namespace

datasets::StoredArray open_idx(const std::filesystem::path& path) {
  datasets::StoredArray array;
  array.name = path.string();
  array.order = datasets::ByteOrder::big;
  array.stream = std::make_unique<datasets::FileBytes>(path);
  std::array<unsigned char, 4> magic{};
  array.stream->read(magic.data(), magic.size(), "header");
  if (magic[0] != 0 || magic[1] != 0) {
    throw bad_data("data.wrong-magic",
                   fmt::format("'{}' is no IDX file: it starts with {:02x} {:02x} instead of 00 00", array.name, magic[0], magic[1]),
                   "an IDX file is plain or gzip-compressed; unpack other archives first");
  }
  array.type = element_type(magic[2], array.name);
  if (magic[3] < 1 || magic[3] > 4) {
    throw bad_data("data.wrong-dimensions", fmt::format("'{}' has {} dimensions; one to four can be read", array.name, magic[3]));
  }
  for (int i = 0; i < magic[3]; ++i) {
    std::array<unsigned char, 4> size{};
    array.stream->read(size.data(), size.size(), "header");
    double value = 0.0;
    datasets::decoder(ElementType::uint32, datasets::ByteOrder::big)(size.data(), 1, &value);
    array.sizes.push_back(static_cast<std::int64_t>(value));
  }
  if (array.sizes.front() == 0) throw bad_data("data.no-samples", fmt::format("'{}' holds no samples", array.name));
  const auto header_bytes = static_cast<std::uint64_t>(4 + 4 * array.sizes.size());
  const auto data_bytes = static_cast<std::uint64_t>(datasets::capped_product(array.total(), bytes_of(array.type)));
  array.stream->check_announced(header_bytes + data_bytes, array.text());
  return array;
}

}  // namespace idx
