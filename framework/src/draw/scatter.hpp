#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "draw/drawing.hpp"

namespace assay::draw {

struct Scatter {
  std::string title;
  std::vector<Point> points;
};

struct ScatterPage {
  std::string heading;
  std::vector<Scatter> panels;        ///< of the same samples, in the same order
  std::vector<std::int64_t> classes;  ///< of each sample; empty: all alike
  std::vector<std::string> class_names;
  std::string legend_title;
  std::string x_label, y_label;  ///< of every panel; the positions themselves have no meaning, so there are no ticks
  std::size_t columns = 3;
  std::string note;
};

/// Points coloured by class, panel by panel, each with one unit on both axes.
Drawing scatter_drawing(ScatterPage page);

}  // namespace assay::draw
