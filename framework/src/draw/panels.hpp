#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "draw/drawing.hpp"
#include "draw/legend.hpp"

namespace assay::draw {

/// Panels of equal size in rows, a heading above, a legend and a note below.
struct PanelPage {
  std::string heading;
  std::size_t panels = 0;
  std::size_t columns = 1;
  double panel_width = 0.0;
  double panel_height = 0.0;
  std::optional<Legend> legend;
  std::string note;
  std::function<void(Canvas& canvas, std::size_t panel, const Box& box)> paint_panel;
};

Drawing panel_drawing(PanelPage page);

}  // namespace assay::draw
