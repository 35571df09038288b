#include "idx_file.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "assay/core/error.hpp"

namespace idx {
namespace {

constexpr std::size_t block_values = 1 << 13;
constexpr std::int64_t saturated = std::int64_t{1} << 62;
constexpr std::uint64_t best_deflate_ratio = 1032;  // no deflate stream expands to more than this many times its size

assay::DataError bad_file(const char* code, std::string message, std::string help) {
  return assay::DataError({code, std::move(message), {}, std::move(help), {}});
}

/// Product of non-negative numbers, or 2^62 when it would be larger.
std::int64_t capped_product(std::int64_t left, std::int64_t right) {
  if (left != 0 && right > saturated / left) return saturated;
  return left * right;
}

template <class Unsigned>
Unsigned big_endian(const unsigned char* bytes) {
  Unsigned value = 0;
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) value = static_cast<Unsigned>((value << 8U) | bytes[i]);
  return value;
}

template <class T, class Unsigned>
double number(const unsigned char* bytes) {
  const auto bits = big_endian<Unsigned>(bytes);
  T value;
  static_assert(sizeof(value) == sizeof(bits));
  std::memcpy(&value, &bits, sizeof(value));
  return static_cast<double>(value);
}

double (*decoder(ElementType type))(const unsigned char*) {
  switch (type) {
    case ElementType::uint8: return &number<std::uint8_t, std::uint8_t>;
    case ElementType::int8: return &number<std::int8_t, std::uint8_t>;
    case ElementType::int16: return &number<std::int16_t, std::uint16_t>;
    case ElementType::int32: return &number<std::int32_t, std::uint32_t>;
    case ElementType::float32: return &number<float, std::uint32_t>;
    case ElementType::float64: break;
  }
  return &number<double, std::uint64_t>;
}

}  // namespace

const char* name_of(ElementType type) {
  switch (type) {
    case ElementType::uint8: return "uint8";
    case ElementType::int8: return "int8";
    case ElementType::int16: return "int16";
    case ElementType::int32: return "int32";
    case ElementType::float32: return "float32";
    case ElementType::float64: return "float64";
  }
  return nullptr;
}

std::int64_t bytes_of(ElementType type) {
  switch (type) {
    case ElementType::uint8:
    case ElementType::int8: return 1;
    case ElementType::int16: return 2;
    case ElementType::int32:
    case ElementType::float32: return 4;
    case ElementType::float64: break;
  }
  return 8;
}

bool is_integer(ElementType type) { return type != ElementType::float32 && type != ElementType::float64; }

std::int64_t IdxHeader::values_per_sample() const {
  std::int64_t product = 1;
  for (std::size_t i = 1; i < sizes.size(); ++i) product = capped_product(product, sizes[i]);
  return product;
}

std::string IdxHeader::text() const { return fmt::format("{} of {}", fmt::join(sizes, " x "), name_of(type)); }

IdxFile::IdxFile(const std::filesystem::path& path) : source_(path) {
  read_header();
  check_size();
}

void IdxFile::read_header() {
  std::array<unsigned char, 4> magic{};
  source_.read(magic.data(), magic.size(), "header");
  const std::string name = path().string();
  if (magic[0] != 0 || magic[1] != 0) {
    throw bad_file("data.wrong-magic", fmt::format("'{}' is no IDX file: it starts with {:02x} {:02x} instead of 00 00", name, magic[0], magic[1]),
                   "an IDX file is plain or gzip-compressed; unpack other archives first");
  }
  header_.type = static_cast<ElementType>(magic[2]);
  if (name_of(header_.type) == nullptr) {
    throw bad_file("data.unknown-element-type", fmt::format("'{}' has the unknown IDX element type {:#04x}", name, magic[2]),
                   "known are 0x08 uint8, 0x09 int8, 0x0b int16, 0x0c int32, 0x0d float32, 0x0e float64");
  }
  if (magic[3] < 1 || magic[3] > 4) {
    throw bad_file("data.wrong-dimensions", fmt::format("'{}' has {} dimensions; one to four can be read", name, magic[3]), {});
  }
  for (int i = 0; i < magic[3]; ++i) {
    std::array<unsigned char, 4> size{};
    source_.read(size.data(), size.size(), "header");
    header_.sizes.push_back(big_endian<std::uint32_t>(size.data()));
  }
  if (header_.count() == 0) throw bad_file("data.no-samples", fmt::format("'{}' holds no samples", name), {});
  if (header_.values_per_sample() == 0)
    throw bad_file("data.wrong-dimensions", fmt::format("'{}' holds samples of size 0: {}", name, header_.text()), {});
}

void IdxFile::check_size() const {
  const auto header_bytes = static_cast<std::int64_t>(4 + 4 * header_.sizes.size());
  const std::int64_t data_bytes = capped_product(capped_product(header_.count(), header_.values_per_sample()), bytes_of(header_.type));
  const auto announced = static_cast<std::uint64_t>(header_bytes + data_bytes);
  const char* again = "the copy is incomplete or its header is damaged; fetch the file again";
  if (source_.compressed()) {
    if (announced / best_deflate_ratio > source_.file_size()) {
      throw bad_file(
          "data.truncated",
          fmt::format("'{}' announces {}, more than its {} compressed bytes can hold", path().string(), header_.text(), source_.file_size()), again);
    }
  } else if (source_.file_size() != announced) {
    const bool longer = source_.file_size() > announced;
    throw bad_file(
        longer ? "data.trailing-bytes" : "data.truncated",
        fmt::format("'{}' has {} bytes, but its header announces {} ({})", path().string(), source_.file_size(), announced, header_.text()), again);
  }
}

void IdxFile::for_each_block(const std::function<void(const unsigned char*, std::size_t, std::int64_t)>& visit) {
  const auto width = static_cast<std::size_t>(bytes_of(header_.type));
  const std::int64_t total = header_.count() * header_.values_per_sample();
  std::vector<unsigned char> raw(block_values * width);
  for (std::int64_t first = 0; first < total;) {
    const auto count = static_cast<std::size_t>(std::min<std::int64_t>(static_cast<std::int64_t>(block_values), total - first));
    source_.read(raw.data(), count * width, "data");
    visit(raw.data(), count, first);
    first += static_cast<std::int64_t>(count);
  }
  source_.expect_end();
}

void IdxFile::read(const Sink& sink) {
  const auto decode = decoder(header_.type);
  const auto width = static_cast<std::size_t>(bytes_of(header_.type));
  std::vector<double> values(block_values);
  for_each_block([&](const unsigned char* raw, std::size_t count, std::int64_t first) {
    for (std::size_t i = 0; i < count; ++i) values[i] = decode(raw + i * width);
    sink(values.data(), count, first);
  });
}

void IdxFile::read_bytes(const ByteSink& sink) { for_each_block(sink); }

}  // namespace idx
