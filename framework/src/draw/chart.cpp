#include "draw/chart.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "draw/layout.hpp"
#include "draw/panels.hpp"

namespace assay::draw {
namespace {

constexpr double chart_height = 185.0;
constexpr double band_opacity = 0.18;
constexpr double key_width = 26.0;
constexpr double marker_radius = 2.6;

std::vector<std::string> names_of(const std::vector<Chart>& charts) {
  std::vector<std::string> names;
  for (const auto& chart : charts) {
    for (const auto& series : chart.series) {
      if (std::find(names.begin(), names.end(), series.name) == names.end()) names.push_back(series.name);
    }
  }
  return names;
}

Range x_range(const Chart& chart) {
  std::vector<double> values = chart.x_ticks;
  for (const auto& series : chart.series) values.insert(values.end(), series.x.begin(), series.x.end());
  return padded(range_of(values), chart.markers ? 0.05 : 0.0);
}

Range y_range(const Chart& chart) {
  std::vector<double> values;
  for (const auto& series : chart.series) {
    for (const auto* part : {&series.y, &series.lower, &series.upper}) values.insert(values.end(), part->begin(), part->end());
  }
  return padded(range_of(values), 0.05);
}

class ChartPainter {
 public:
  ChartPainter(Canvas& canvas, const Chart& chart, const std::vector<std::string>& names, const Box& box)
      : canvas_(canvas),
        chart_(chart),
        names_(names),
        plot_{box.left + 50.0, box.top + 20.0, box.width - 60.0, box.height - 56.0},
        x_{x_range(chart), plot_.left, plot_.right()},
        y_{y_range(chart), plot_.bottom(), plot_.top} {}

  void paint() {
    canvas_.text(chart_.title, {plot_.centre().x, plot_.top - 7.0}, title_style);
    canvas_.text(chart_.x_label, {plot_.centre().x, plot_.bottom() + 29.0}, label_style);
    canvas_.text(chart_.y_label, {plot_.left - 38.0, plot_.centre().y}, upwards(label_style));
    paint_y_ticks();
    paint_x_ticks();
    for (const auto& series : chart_.series) paint_band(series);
    for (const auto& series : chart_.series) paint_line(series);
    canvas_.frame(plot_, {black, 0.8, {}});
  }

 private:
  void paint_y_ticks() {
    const auto ticks = nice_ticks(y_.data, 6);
    const auto labels = tick_labels(ticks);
    for (std::size_t i = 0; i < ticks.size(); ++i) {
      const double y = y_.at(ticks[i]);
      canvas_.line({plot_.left, y}, {plot_.right(), y}, {light_grey, 0.5, {}});
      canvas_.line({plot_.left - 3.0, y}, {plot_.left, y}, {});
      canvas_.text(labels[i], {plot_.left - 5.0, y + 3.0}, aligned(tick_style, Align::right));
    }
  }

  void paint_x_ticks() {
    const auto ticks = chart_.x_ticks.empty() ? nice_ticks(x_.data, 7) : chart_.x_ticks;
    const auto labels = chart_.x_tick_names.empty() ? tick_labels(ticks) : chart_.x_tick_names;
    double free_from = plot_.left - 50.0;  // a label that would touch the one before is left out
    for (std::size_t i = 0; i < ticks.size(); ++i) {
      const double x = x_.at(ticks[i]);
      canvas_.line({x, plot_.bottom()}, {x, plot_.bottom() + 3.0}, {});
      const double half = 0.5 * canvas_.text_width(labels[i], tick_style);
      if (x - half < free_from) continue;
      canvas_.text(labels[i], {x, plot_.bottom() + 13.0}, tick_style);
      free_from = x + half + 4.0;
    }
  }

  SeriesStyle style_of(const Series& series) const {
    return series_style(static_cast<std::size_t>(std::find(names_.begin(), names_.end(), series.name) - names_.begin()));
  }

  void paint_band(const Series& series) {
    std::vector<Point> corners;
    for (std::size_t i = 0; i < series.lower.size(); ++i) add(corners, series.x[i], series.lower[i]);
    for (std::size_t i = series.upper.size(); i-- > 0;) add(corners, series.x[i], series.upper[i]);
    if (corners.size() > 2) canvas_.polygon(corners, style_of(series).colour.with_opacity(band_opacity));
  }

  void add(std::vector<Point>& points, double x, double y) const {
    if (std::isfinite(y)) points.push_back({x_.at(x), y_.at(y)});
  }

  void paint_line(const Series& series) {
    const SeriesStyle style = style_of(series);
    std::vector<Point> points;
    for (std::size_t i = 0; i < series.x.size(); ++i) points.push_back({x_.at(series.x[i]), y_.at(series.y[i])});
    canvas_.polyline(points, {style.colour, 1.4, style.dashes});
    for (const auto& point : points) {
      if ((chart_.markers || points.size() == 1) && std::isfinite(point.y)) canvas_.marker(style.marker, point, marker_radius, style.colour);
    }
  }

  Canvas& canvas_;
  const Chart& chart_;
  const std::vector<std::string>& names_;
  Box plot_;
  Scale x_;
  Scale y_;
};

Legend legend_of(std::vector<std::string> names, bool markers) {
  return {"", std::move(names), key_width, [markers](Canvas& canvas, std::size_t index, Point left) {
            const SeriesStyle style = series_style(index);
            canvas.line(left, {left.x + key_width, left.y}, {style.colour, 1.4, style.dashes});
            if (markers) canvas.marker(style.marker, {left.x + 0.5 * key_width, left.y}, marker_radius, style.colour);
          }};
}

}  // namespace

Drawing chart_drawing(ChartPage page) {
  PanelPage panels;
  panels.heading = std::move(page.heading);
  panels.note = std::move(page.note);
  panels.panels = page.charts.size();
  panels.columns = page.charts.size() <= 3 ? page.charts.size() : page.columns;
  panels.panel_width = page_width / static_cast<double>(std::max<std::size_t>(panels.columns, 1));
  panels.panel_height = panels.columns == 1 ? 1.4 * chart_height : chart_height;
  auto names = names_of(page.charts);
  const bool markers = std::any_of(page.charts.begin(), page.charts.end(), [](const Chart& chart) { return chart.markers; });
  if (names.size() > 1) panels.legend = legend_of(names, markers);
  panels.paint_panel = [charts = std::move(page.charts), names = std::move(names)](Canvas& canvas, std::size_t panel, const Box& box) {
    ChartPainter(canvas, charts[panel], names, box).paint();
  };
  return panel_drawing(std::move(panels));
}

}  // namespace assay::draw
