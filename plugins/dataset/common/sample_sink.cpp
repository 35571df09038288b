#include "sample_sink.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "errors.hpp"

namespace datasets {

SampleSink::SampleSink(float* out, std::int64_t samples, std::int64_t width, Scaling scaling, std::string file)
    : out_(out), wanted_(samples * width), width_(width), scaling_(std::move(scaling)), file_(std::move(file)) {
  for (std::size_t value = 0; value < of_byte_.size(); ++value) of_byte_[value] = static_cast<float>(scaling_(static_cast<double>(value)));
}

void SampleSink::put(const double* values, std::size_t count, std::int64_t first) {
  const auto end = std::min<std::int64_t>(static_cast<std::int64_t>(count), wanted_ - first);
  for (std::int64_t i = 0; i < end; ++i) put(values[i], first + i);
}

void SampleSink::put_bytes(const std::uint8_t* values, std::size_t count, std::int64_t first) {
  const auto end = std::min<std::int64_t>(static_cast<std::int64_t>(count), wanted_ - first);
  for (std::int64_t i = 0; i < end; ++i) {
    if (!scaling_.accepts(values[i])) refuse(values[i], first + i);
    out_[first + i] = of_byte_[values[i]];
  }
}

void SampleSink::refuse(double value, std::int64_t index) const {
  const std::string where = fmt::format("in sample {} of '{}'", index / width_, file_);
  if (!std::isfinite(value)) throw bad_data("data.not-finite", fmt::format("there is a value {} {}", value, where), "repair or drop that sample");
  const auto& range = scaling_.range();
  throw bad_data("data.value-out-of-range",
                 fmt::format("there is a value {:g} {}, outside the range {:g} to {:g} of stored values", value, where, range->first, range->second),
                 "give the right range = [lowest, highest] of the stored values, or scale = \"none\"");
}

}  // namespace datasets
