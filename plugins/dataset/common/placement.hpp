#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "label_sink.hpp"
#include "sample_sink.hpp"

namespace datasets {

/// How the axes of a stored array are meant.
struct ArrayLayout {
  bool samples_last = false;   ///< the last axis counts the samples, else the first
  bool channels_last = false;  ///< images are height x width x channels, else channels x height x width
  bool column_major = false;   ///< the first axis varies fastest (Fortran, MATLAB), else the last
};

/// An array of samples: which samples it holds, and where each stored number belongs.
class Placement {
 public:
  /// `sizes`: of the axes, two to four. Throws DataError data.wrong-dimensions, data.no-samples, naming `file`.
  Placement(const std::vector<std::int64_t>& sizes, ArrayLayout layout, const std::string& file);

  [[nodiscard]] std::int64_t count() const { return count_; }
  /// Of one sample: {features} or {channels, height, width}.
  [[nodiscard]] const std::vector<std::int64_t>& shape() const { return shape_; }
  /// Whether the numbers are stored sample by sample, in the order of `shape`.
  [[nodiscard]] bool in_order() const { return in_order_; }
  /// Puts `count` stored numbers, the first of which is number `first` of the array, where they belong.
  void put(const double* values, std::size_t count, std::int64_t first, SampleSink& sink) const;

 private:
  struct Axis {
    std::int64_t size;
    std::int64_t stride;  // of the index in the result
  };

  std::int64_t count_ = 0;
  std::vector<std::int64_t> shape_;
  std::vector<Axis> axes_;  // the fastest first
  bool in_order_ = true;
};

/// Number of labels in an array of `sizes`: at most one axis is longer than 1. Throws DataError data.wrong-dimensions.
std::int64_t label_count(const std::vector<std::int64_t>& sizes, const std::string& file);

/// "10000 x 28 x 28".
std::string text_of(const std::vector<std::int64_t>& sizes);

}  // namespace datasets
