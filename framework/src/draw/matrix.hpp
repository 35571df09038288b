#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "draw/drawing.hpp"

namespace assay::draw {

/// A matrix of counts, shaded by the share of each row, with the numbers in the cells.
struct CountMatrix {
  std::string heading;
  std::string row_label;
  std::string column_label;
  std::vector<std::string> row_names;
  std::vector<std::string> column_names;
  std::vector<std::int64_t> counts;  ///< row by row
  std::string note;
};

Drawing matrix_figure(CountMatrix matrix);

}  // namespace assay::draw
