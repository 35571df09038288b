#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "byte_stream.hpp"
#include "element_type.hpp"
#include "placement.hpp"

namespace datasets {

/// Numbers of one type behind each other in a stream.
struct RawNumbers {
  ByteStream* stream;
  ElementType type;
  ByteOrder order;
  std::int64_t total;

  /// Passes the first `wanted` numbers to `visit` in blocks, the index of the first with each. Reads on to the end where a checksum waits there, and
  /// checks that the stream ends with the last number. Once per stream.
  void read(std::int64_t wanted, const std::function<void(const double* values, std::size_t count, std::int64_t first)>& visit) const;
  void read_samples(const Placement& placement, SampleSink& sink) const;
  void read_labels(LabelSink& sink) const;
};

}  // namespace datasets
