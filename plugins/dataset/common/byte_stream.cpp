#include "byte_stream.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "errors.hpp"

namespace datasets {

ByteStream::~ByteStream() = default;

void ByteStream::read(unsigned char* out, std::size_t count, const char* what) {
  constexpr std::size_t piece = 1 << 16;
  while (count > 0) {
    const std::size_t done = read_some(out, std::min(count, piece));
    if (done == 0) throw bad_data("data.truncated", fmt::format("'{}' ends inside its {}", name(), what), fetch_again);
    out += done;
    count -= done;
  }
}

void ByteStream::expect_end() {
  unsigned char surplus = 0;
  if (read_some(&surplus, 1) != 0) fail_trailing();
}

void ByteStream::check_announced(std::uint64_t announced, const std::string& text) const {
  if (announced <= size() && !(size_is_exact() && announced < size())) return;
  const bool longer = announced < size();
  throw bad_data(longer ? "data.trailing-bytes" : "data.truncated",
                 fmt::format("'{}' announces {}, {} bytes in all, but {} {}", name(), text, announced,
                             size_is_exact() ? "has" : "its compressed data hold at most", size()),
                 fetch_again);
}

void ByteStream::fail_trailing() const {
  throw bad_data("data.trailing-bytes", fmt::format("'{}' goes on after the data that its header announces", name()), fetch_again);
}

std::int64_t capped_product(std::int64_t left, std::int64_t right) {
  constexpr std::int64_t saturated = std::int64_t{1} << 62;
  if (left != 0 && right > saturated / left) return saturated;
  return left * right;
}

std::int64_t capped_product(const std::vector<std::int64_t>& factors) {
  std::int64_t product = 1;
  for (const auto factor : factors) product = capped_product(product, factor);
  return product;
}

}  // namespace datasets
