#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "draw/axis.hpp"
#include "draw/drawing.hpp"

namespace assay::draw {

/// One line of a chart, with a band where there is one. All vectors have the length of `x`, or none.
struct Series {
  std::string name;
  std::vector<double> x;
  std::vector<double> y;
  std::vector<double> lower, upper;  ///< bounds of the band; empty: none
};

/// One pair of axes.
struct Chart {
  std::string title;
  std::string x_label;
  std::string y_label;
  std::vector<Series> series;
  std::vector<double> x_ticks;            ///< empty: nice ones
  std::vector<std::string> x_tick_names;  ///< in place of the ticks' numbers
  bool markers = false;                   ///< at every value, where there are few
};

struct ChartPage {
  std::string heading;
  std::vector<Chart> charts;
  std::size_t columns = 2;
  std::string note;
};

/// Charts in rows of `columns` (up to three in one row), one style per name of a series across all of them, and one legend below unless there is but
/// one name.
Drawing chart_drawing(ChartPage page);

}  // namespace assay::draw
