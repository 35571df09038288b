#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace datasets {

/// Bytes in order, from wherever they come. What is inflated on the way is checked against its checksum at the end.
class ByteStream {
 public:
  ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  virtual ~ByteStream();

  /// Up to `count` bytes; 0 only at the end. Throws DataError.
  virtual std::size_t read_some(unsigned char* out, std::size_t count) = 0;
  /// How messages call it: the path, with the member where there is one.
  [[nodiscard]] virtual std::string name() const = 0;
  /// Number of bytes when it is known, else the most that there can be.
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  [[nodiscard]] virtual bool size_is_exact() const = 0;
  /// Whether a checksum at the end makes it worth reading more than is needed.
  [[nodiscard]] virtual bool checks_at_end() const = 0;

  /// Fills `out` or throws data.truncated, saying that it ended inside `what`.
  void read(unsigned char* out, std::size_t count, const char* what);
  /// Throws data.trailing-bytes unless everything has been read.
  void expect_end();
  /// Throws data.truncated or data.trailing-bytes when a header that announces `announced` bytes in all cannot be true; `text` says what it
  /// announces.
  void check_announced(std::uint64_t announced, const std::string& text) const;

 protected:
  [[noreturn]] void fail_trailing() const;
};

/// No deflate stream expands to more than this many times its size.
inline constexpr std::uint64_t best_deflate_ratio = 1032;

/// Product of non-negative numbers, or 2^62 when it would be larger.
std::int64_t capped_product(std::int64_t left, std::int64_t right);
std::int64_t capped_product(const std::vector<std::int64_t>& factors);

}  // namespace datasets
