#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace assay::draw {

struct Range {
  double lowest = 0.0;
  double highest = 1.0;
};

/// From the smallest to the largest finite value; widened where there is none or only one.
Range range_of(const std::vector<double>& values);

/// `range` widened by `part` of its width on both sides.
Range padded(const Range& range, double part);

/// Round numbers inside `range`: multiples of 1, 2 or 5 times a power of ten, as many as possible but at most `most` (from 2).
std::vector<double> nice_ticks(const Range& range, std::size_t most);

/// Labels with as many decimals as the ticks' step needs, all the same.
std::vector<std::string> tick_labels(const std::vector<double>& ticks);

/// Maps `data` linearly to [from, to].
struct Scale {
  Range data;
  double from = 0.0;
  double to = 1.0;

  [[nodiscard]] double at(double value) const { return from + (value - data.lowest) / (data.highest - data.lowest) * (to - from); }
};

}  // namespace assay::draw
