#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "byte_source.hpp"

namespace idx {

/// Codes of the third byte of an IDX file.
enum class ElementType : std::uint8_t { uint8 = 0x08, int8 = 0x09, int16 = 0x0B, int32 = 0x0C, float32 = 0x0D, float64 = 0x0E };

const char* name_of(ElementType type);
std::int64_t bytes_of(ElementType type);
bool is_integer(ElementType type);

/// What the first bytes of an IDX file say: two zero bytes, element type, number of dimensions, then each dimension as big-endian 32 bits.
struct IdxHeader {
  ElementType type = ElementType::uint8;
  std::vector<std::int64_t> sizes;  ///< one to four; the first counts the samples

  [[nodiscard]] std::int64_t count() const { return sizes.front(); }
  /// Numbers per sample; capped at 2^62 so that absurd headers do not overflow.
  [[nodiscard]] std::int64_t values_per_sample() const;
  /// "10000 x 28 x 28 of uint8".
  [[nodiscard]] std::string text() const;
};

/// One IDX file, open behind its header. Numbers are big-endian.
class IdxFile {
 public:
  /// Reads the header and holds it against the size of the file, so that nobody allocates memory for a promise that the file cannot keep.
  /// Throws DataError: those of ByteSource, data.wrong-magic, data.unknown-element-type, data.wrong-dimensions, data.no-samples.
  explicit IdxFile(const std::filesystem::path& path);

  [[nodiscard]] const IdxHeader& header() const { return header_; }
  [[nodiscard]] const std::filesystem::path& path() const { return source_.path(); }

  /// Receives `count` numbers whose first has index `first` in the file.
  using Sink = std::function<void(const double* values, std::size_t count, std::int64_t first)>;
  /// Same for files of bytes, which need no widening.
  using ByteSink = std::function<void(const std::uint8_t* values, std::size_t count, std::int64_t first)>;

  /// Passes every number of the file to the sink, block by block, and checks that the file ends there. Once per object.
  void read(const Sink& sink);
  /// Same for element type uint8.
  void read_bytes(const ByteSink& sink);

 private:
  void read_header();
  void check_size() const;
  void for_each_block(const std::function<void(const unsigned char* raw, std::size_t count, std::int64_t first)>& visit);

  ByteSource source_;
  IdxHeader header_;
};

}  // namespace idx
