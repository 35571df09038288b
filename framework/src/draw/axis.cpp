#include "draw/axis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace assay::draw {
namespace {

long first_multiple(const Range& range, double step) { return std::lround(std::ceil(range.lowest / step - 1e-9)); }
long last_multiple(const Range& range, double step) { return std::lround(std::floor(range.highest / step + 1e-9)); }

/// The smallest of 1, 2, 5, 10, … times a power of ten of which at most `most` multiples lie in the range.
double nice_step(const Range& range, std::size_t most) {
  const double width = range.highest - range.lowest;
  double power = std::pow(10.0, std::floor(std::log10(width / static_cast<double>(most))));
  while (true) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double step = factor * power;
      if (last_multiple(range, step) - first_multiple(range, step) + 1 <= static_cast<long>(most)) return step;
    }
    power *= 10.0;
  }
}

}  // namespace

Range range_of(const std::vector<double>& values) {
  Range range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    range.lowest = std::min(range.lowest, value);
    range.highest = std::max(range.highest, value);
  }
  if (range.lowest > range.highest) return {0.0, 1.0};
  const double least = 1e-9 * std::max(1.0, std::abs(range.lowest));
  if (range.highest - range.lowest > least) return range;
  const double half = std::max(0.05 * std::abs(range.lowest), 0.5e-3);
  return {range.lowest - half, range.highest + half};
}

Range padded(const Range& range, double part) {
  const double margin = part * (range.highest - range.lowest);
  return {range.lowest - margin, range.highest + margin};
}

std::vector<double> nice_ticks(const Range& range, std::size_t most) {
  const double step = nice_step(range, std::max<std::size_t>(most, 2));
  std::vector<double> ticks;
  for (long i = first_multiple(range, step); i <= last_multiple(range, step); ++i) ticks.push_back(static_cast<double>(i) * step);
  return ticks;
}

std::vector<std::string> tick_labels(const std::vector<double>& ticks) {
  double step = 1.0;
  if (ticks.size() > 1) {
    step = ticks[1] - ticks[0];
  } else if (ticks.size() == 1 && ticks[0] != 0.0) {
    step = std::abs(ticks[0]);
  }
  const int decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
  std::vector<std::string> labels;
  for (const double tick : ticks) {
    std::string label = fmt::format("{:.{}f}", tick == 0.0 ? 0.0 : tick, decimals);
    if (label.front() == '-') label.replace(0, 1, "\u2212");  // the minus sign
    labels.push_back(std::move(label));
  }
  return labels;
}

}  // namespace assay::draw
