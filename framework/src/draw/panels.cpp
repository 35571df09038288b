#include "draw/panels.hpp"

#include <algorithm>
#include <utility>

#include "draw/layout.hpp"

namespace assay::draw {

Drawing panel_drawing(PanelPage page) {
  page.columns = std::clamp<std::size_t>(page.columns, 1, std::max<std::size_t>(page.panels, 1));
  const std::size_t rows = (page.panels + page.columns - 1) / page.columns;
  const double inner = page.panel_width * static_cast<double>(page.columns);
  const double panels_top = page_margin + heading_height(page.heading);
  const double legend_top = panels_top + page.panel_height * static_cast<double>(rows) + 4.0;
  const double legend_height = page.legend ? page.legend->height(inner) : 0.0;
  const double width = inner + 2.0 * page_margin;
  const double height = legend_top + legend_height + note_height(page.note) + page_margin;
  return {width, height, [=, page = std::move(page)](Canvas& canvas) {
            paint_frame_texts(canvas, width, height, page.heading, page.note);
            for (std::size_t i = 0; i < page.panels; ++i) {
              const std::size_t row = i / page.columns;
              const Box box{page_margin + page.panel_width * static_cast<double>(i % page.columns),
                            panels_top + page.panel_height * static_cast<double>(row), page.panel_width, page.panel_height};
              page.paint_panel(canvas, i, box);
            }
            if (page.legend) page.legend->paint(canvas, {page_margin, legend_top, inner, legend_height});
          }};
}

}  // namespace assay::draw
