#include "placement.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "byte_stream.hpp"
#include "errors.hpp"

namespace datasets {

std::string text_of(const std::vector<std::int64_t>& sizes) { return fmt::format("{}", fmt::join(sizes, " x ")); }

Placement::Placement(const std::vector<std::int64_t>& sizes, ArrayLayout layout, const std::string& file) {
  const auto rank = sizes.size();
  if (rank == 1) {
    throw bad_data("data.wrong-dimensions", fmt::format("'{}' holds single numbers ({}), not samples", file, text_of(sizes)),
                   "are the names of samples and labels swapped?");
  }
  if (rank < 1 || rank > 4) {
    throw bad_data("data.wrong-dimensions", fmt::format("'{}' has {} dimensions; two to four can be read", file, rank));
  }
  const std::size_t sample_axis = layout.samples_last ? rank - 1 : 0;
  count_ = sizes[sample_axis];
  if (count_ == 0) throw bad_data("data.no-samples", fmt::format("'{}' holds no samples", file));
  std::vector<std::size_t> order;  // axes of the array in the order of the result
  for (std::size_t axis = 0; axis < rank; ++axis) {
    if (axis != sample_axis) order.push_back(axis);
  }
  if (order.size() == 3 && layout.channels_last) std::rotate(order.begin(), order.end() - 1, order.end());
  for (const auto axis : order) shape_.push_back(sizes[axis]);
  if (capped_product(shape_) == 0) throw bad_data("data.wrong-dimensions", fmt::format("'{}' holds samples of size 0: {}", file, text_of(sizes)));
  order.insert(order.begin(), sample_axis);
  std::vector<std::int64_t> strides(rank);
  std::int64_t stride = 1;
  for (auto axis = order.rbegin(); axis != order.rend(); ++axis) {
    strides[*axis] = stride;
    stride = capped_product(stride, sizes[*axis]);
  }
  std::int64_t expected = 1;
  for (std::size_t i = 0; i < rank; ++i) {
    const std::size_t axis = layout.column_major ? i : rank - 1 - i;
    axes_.push_back({sizes[axis], strides[axis]});
    if (sizes[axis] != 1 && strides[axis] != expected) in_order_ = false;
    expected = capped_product(expected, sizes[axis]);
  }
  if (shape_.size() == 2) shape_.insert(shape_.begin(), 1);
}

void Placement::put(const double* values, std::size_t count, std::int64_t first, SampleSink& sink) const {
  if (in_order_) return sink.put(values, count, first);
  std::vector<std::int64_t> counters;
  std::int64_t index = 0;
  for (const auto& axis : axes_) {
    counters.push_back(first % axis.size);
    first /= axis.size;
    index += counters.back() * axis.stride;
  }
  for (std::size_t i = 0; i < count; ++i) {
    sink.put(values[i], index);
    for (std::size_t a = 0; a < axes_.size(); ++a) {
      index += axes_[a].stride;
      if (++counters[a] < axes_[a].size) break;
      index -= axes_[a].size * axes_[a].stride;
      counters[a] = 0;
    }
  }
}

std::int64_t label_count(const std::vector<std::int64_t>& sizes, const std::string& file) {
  const auto longer = std::count_if(sizes.begin(), sizes.end(), [](std::int64_t size) { return size != 1; });
  if (longer <= 1 && !sizes.empty()) return capped_product(sizes);
  throw bad_data("data.wrong-dimensions", fmt::format("'{}' holds {}, not one label per sample", file, text_of(sizes)),
                 "are the names of samples and labels swapped?");
}

}  // namespace datasets
