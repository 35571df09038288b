#include "label_sink.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "errors.hpp"

namespace datasets {

LabelSink::LabelSink(std::int64_t* out, std::int64_t samples, LabelMap map, std::string file)
    : out_(out), samples_(samples), map_(std::move(map)), file_(std::move(file)) {
  for (std::size_t i = 0; i < map_.values.size(); ++i) class_of_.emplace(map_.values[i], static_cast<std::int64_t>(i));
}

void LabelSink::put(double label, std::int64_t index) {
  if (index >= samples_) return;
  if (std::floor(label) != label || !std::isfinite(label)) {
    throw bad_data("data.label-not-whole", fmt::format("label {} of sample {} in '{}' is no whole number", label, index, file_));
  }
  if (std::abs(label) > 9e15) refuse(label, index);
  const auto whole = static_cast<std::int64_t>(label);
  if (class_of_.empty()) {
    if (whole < map_.first || whole >= map_.first + map_.classes) refuse(label, index);
    out_[index] = whole - map_.first;
  } else {
    const auto found = class_of_.find(whole);
    if (found == class_of_.end()) refuse(label, index);
    out_[index] = found->second;
  }
}

void LabelSink::refuse(double label, std::int64_t index) const {
  const std::string allowed = class_of_.empty() ? fmt::format("in {} to {}", map_.first, map_.first + map_.classes - 1)
                                                : fmt::format("one of {}", fmt::join(map_.values, ", "));
  throw bad_data("data.label-out-of-range", fmt::format("label {} of sample {} in '{}' is not {}", label, index, file_, allowed),
                 "set 'classes' and 'first_label', or 'label_values', to what the file holds, or repair it");
}

void LabelSink::put(const double* labels, std::size_t count, std::int64_t first) {
  for (std::size_t i = 0; i < count; ++i) put(labels[i], first + static_cast<std::int64_t>(i));
}

}  // namespace datasets
