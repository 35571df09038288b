#include "draw/scatter.hpp"

#include <algorithm>
#include <utility>

#include "draw/axis.hpp"
#include "draw/layout.hpp"
#include "draw/panels.hpp"

namespace assay::draw {
namespace {

constexpr double dot_opacity = 0.75;

/// Smaller dots where there are many.
double dot_radius(std::size_t points) { return points > 4000 ? 0.6 : points > 1000 ? 0.9 : 1.6; }

/// The points in `plot`, with one unit on both axes.
std::vector<Point> placed(const std::vector<Point>& points, const Box& plot) {
  std::vector<double> xs;
  std::vector<double> ys;
  for (const auto& point : points) {
    xs.push_back(point.x);
    ys.push_back(point.y);
  }
  const Range x = range_of(xs);
  const Range y = range_of(ys);
  const double unit = 0.94 * std::min(plot.width / (x.highest - x.lowest), plot.height / (y.highest - y.lowest));
  std::vector<Point> out;
  out.reserve(points.size());
  for (const auto& point : points) {
    out.push_back(
        {plot.centre().x + unit * (point.x - 0.5 * (x.lowest + x.highest)), plot.centre().y - unit * (point.y - 0.5 * (y.lowest + y.highest))});
  }
  return out;
}

void paint_panel(Canvas& canvas, const ScatterPage& page, const Scatter& panel, const Box& box) {
  const Box plot{box.left + 14.0, box.top + 18.0, box.width - 20.0, box.height - 34.0};
  canvas.text(panel.title, {plot.centre().x, plot.top - 5.0}, title_style);
  canvas.text(page.x_label, {plot.centre().x, plot.bottom() + 11.0}, tick_style);
  canvas.text(page.y_label, {plot.left - 5.0, plot.centre().y}, upwards(tick_style));
  std::vector<Colour> colours;
  for (std::size_t i = 0; i < panel.points.size(); ++i) {
    colours.push_back(class_colour(page.classes.empty() ? 0 : static_cast<std::size_t>(page.classes[i])).with_opacity(dot_opacity));
  }
  canvas.dots(placed(panel.points, plot), colours, dot_radius(panel.points.size()), plot);
  canvas.frame(plot, {grey, 0.6, {}});
}

}  // namespace

Drawing scatter_drawing(ScatterPage page) {
  PanelPage panels;
  panels.heading = page.heading;
  panels.note = page.note;
  panels.panels = page.panels.size();
  panels.columns = std::clamp<std::size_t>(page.columns, 1, std::max<std::size_t>(page.panels.size(), 1));
  panels.panel_width = std::min(page_width / static_cast<double>(panels.columns), 300.0);
  panels.panel_height = panels.panel_width + 14.0;
  if (!page.class_names.empty()) {
    panels.legend = Legend(page.legend_title, page.class_names, 8.0, [](Canvas& canvas, std::size_t index, Point left) {
      canvas.marker(Marker::circle, {left.x + 4.0, left.y}, 3.2, class_colour(index));
    });
  }
  panels.paint_panel = [page = std::move(page)](Canvas& canvas, std::size_t panel, const Box& box) {
    paint_panel(canvas, page, page.panels[panel], box);
  };
  return panel_drawing(std::move(panels));
}

}  // namespace assay::draw
