#include "raw_numbers.hpp"

#include <algorithm>
#include <vector>

namespace datasets {
namespace {

constexpr std::size_t block_values = 1 << 13;

template <class Visit>
void for_each_block(const RawNumbers& numbers, std::int64_t wanted, const Visit& visit) {
  const std::int64_t end = numbers.stream->checks_at_end() ? numbers.total : std::min(wanted, numbers.total);
  const auto width = static_cast<std::size_t>(bytes_of(numbers.type));
  std::vector<unsigned char> raw(block_values * width);
  for (std::int64_t first = 0; first < end;) {
    const auto count = static_cast<std::size_t>(std::min<std::int64_t>(static_cast<std::int64_t>(block_values), end - first));
    numbers.stream->read(raw.data(), count * width, "data");
    visit(raw.data(), count, first);
    first += static_cast<std::int64_t>(count);
  }
  if (end == numbers.total) numbers.stream->expect_end();
}

}  // namespace

void RawNumbers::read(std::int64_t wanted, const std::function<void(const double*, std::size_t, std::int64_t)>& visit) const {
  const Decoder decode = decoder(type, order);
  std::vector<double> values(block_values);
  for_each_block(*this, wanted, [&](const unsigned char* raw, std::size_t count, std::int64_t first) {
    decode(raw, count, values.data());
    visit(values.data(), count, first);
  });
}

void RawNumbers::read_samples(const Placement& placement, SampleSink& sink) const {
  const std::int64_t wanted = placement.in_order() ? sink.samples() * sink.width() : total;
  if (type == ElementType::uint8 && placement.in_order()) {  // bytes need no widening
    for_each_block(*this, wanted, [&](const unsigned char* raw, std::size_t count, std::int64_t first) { sink.put_bytes(raw, count, first); });
  } else {
    read(wanted, [&](const double* values, std::size_t count, std::int64_t first) { placement.put(values, count, first, sink); });
  }
}

void RawNumbers::read_labels(LabelSink& sink) const {
  read(sink.samples(), [&](const double* values, std::size_t count, std::int64_t first) { sink.put(values, count, first); });
}

}  // namespace datasets
