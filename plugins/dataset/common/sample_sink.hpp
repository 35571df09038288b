#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "scaling.hpp"

namespace datasets {

/// Takes the stored numbers of one part, checks and scales them, and puts them into the result.
class SampleSink {
 public:
  /// `out` has room for `samples` rows of `width` numbers; `file` is how messages call the source.
  SampleSink(float* out, std::int64_t samples, std::int64_t width, Scaling scaling, std::string file);

  /// Samples that are wanted: what a reader gives beyond them is passed over.
  [[nodiscard]] std::int64_t samples() const { return wanted_ / width_; }
  [[nodiscard]] std::int64_t width() const { return width_; }

  /// `count` numbers, sample by sample, of which the first has index `first` in the part.
  /// Throws DataError data.not-finite, data.value-out-of-range.
  void put(const double* values, std::size_t count, std::int64_t first);
  void put_bytes(const std::uint8_t* values, std::size_t count, std::int64_t first);
  /// One number.
  void put(double value, std::int64_t index) {
    if (index >= wanted_) return;
    if (!scaling_.accepts(value)) refuse(value, index);
    out_[index] = static_cast<float>(scaling_(value));
  }

 private:
  [[noreturn]] void refuse(double value, std::int64_t index) const;

  float* out_;
  std::int64_t wanted_;
  std::int64_t width_;
  Scaling scaling_;
  std::string file_;
  std::array<float, 256> of_byte_{};
};

}  // namespace datasets
