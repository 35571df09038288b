#include "label_sink.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "errors.hpp"

namespace datasets {

LabelSink::LabelSink(std::int64_t* out, std::int64_t samples, LabelMap map, std::string file)
    : out_(out), samples_(samples), map_(map), file_(std::move(file)) {}

void LabelSink::put(double label, std::int64_t index) {
  if (index >= samples_) return;
  if (std::floor(label) != label || !std::isfinite(label)) {
    throw bad_data("data.label-not-whole", fmt::format("label {} of sample {} in '{}' is no whole number", label, index, file_));
  }
  if (label < static_cast<double>(map_.first) || label >= static_cast<double>(map_.first + map_.classes)) {
    throw bad_data("data.label-out-of-range",
                   fmt::format("label {} of sample {} in '{}' is not in {} to {}", label, index, file_, map_.first, map_.first + map_.classes - 1),
                   "set 'classes' to the number of classes and 'first_label' to the smallest label, or repair the file");
  }
  const auto whole = static_cast<std::int64_t>(label);
  out_[index] = map_.cyclic ? whole % map_.classes : whole - map_.first;
}

void LabelSink::put(const double* labels, std::size_t count, std::int64_t first) {
  for (std::size_t i = 0; i < count; ++i) put(labels[i], first + static_cast<std::int64_t>(i));
}

}  // namespace datasets
