#pragma once

#include <cstddef>
#include <vector>

namespace assay::report {

/// Rows of numbers, row-major.
struct Rows {
  std::size_t count = 0;
  std::size_t width = 0;
  std::vector<double> values;

  [[nodiscard]] const double* row(std::size_t i) const { return values.data() + i * width; }
  [[nodiscard]] double* row(std::size_t i) { return values.data() + i * width; }
};

inline Rows make_rows(std::size_t count, std::size_t width) { return {count, width, std::vector<double>(count * width, 0.0)}; }

}  // namespace assay::report
