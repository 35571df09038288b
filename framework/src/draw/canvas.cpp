#include "draw/canvas.hpp"

#include <cmath>
#include <cstring>
#include <memory>

#include <cairo.h>

#include "assay/core/error.hpp"

namespace assay::draw {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double dots_per_point = 300.0 / 72.0;

void use_colour(cairo_t* context, const Colour& colour) { cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, colour.opacity); }

void trace(cairo_t* context, const std::vector<Point>& points) {
  bool drawing = false;
  for (const auto& point : points) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y)) {
      drawing = false;
    } else if (drawing) {
      cairo_line_to(context, point.x, point.y);
    } else {
      cairo_move_to(context, point.x, point.y);
      drawing = true;
    }
  }
}

struct DestroySurface {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using Surface = std::unique_ptr<cairo_surface_t, DestroySurface>;

Surface make_image(cairo_format_t format, int width, int height) {
  Surface surface(cairo_image_surface_create(format, width, height));
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) {
    throw DataError("figure.too-large", "a picture inside the figure is larger than can be drawn");
  }
  return surface;
}

Surface surface_of(const Picture& picture) {
  Surface surface = make_image(CAIRO_FORMAT_RGB24, picture.width, picture.height);
  cairo_surface_flush(surface.get());
  unsigned char* rows = cairo_image_surface_get_data(surface.get());
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
  const std::uint8_t* from = picture.rgb.data();
  for (std::size_t y = 0; y < static_cast<std::size_t>(picture.height); ++y) {
    for (std::size_t x = 0; x < static_cast<std::size_t>(picture.width); ++x, from += 3) {
      const std::uint32_t pixel = (std::uint32_t{from[0]} << 16U) | (std::uint32_t{from[1]} << 8U) | from[2];
      std::memcpy(rows + y * stride + x * 4, &pixel, sizeof pixel);
    }
  }
  cairo_surface_mark_dirty(surface.get());
  return surface;
}

void paint_surface(cairo_t* context, cairo_surface_t* surface, int width, int height, const Box& box, cairo_filter_t filter) {
  cairo_save(context);
  cairo_translate(context, box.left, box.top);
  cairo_scale(context, box.width / width, box.height / height);
  cairo_set_source_surface(context, surface, 0.0, 0.0);
  cairo_pattern_set_filter(cairo_get_source(context), filter);
  cairo_paint(context);
  cairo_restore(context);
}

}  // namespace

void Canvas::use(const Stroke& stroke) {
  use_colour(context_, stroke.colour);
  cairo_set_line_width(context_, stroke.width);
  cairo_set_line_join(context_, CAIRO_LINE_JOIN_ROUND);
  cairo_set_dash(context_, stroke.dashes.data(), static_cast<int>(stroke.dashes.size()), 0.0);
}

void Canvas::use(const TextStyle& style) const {
  cairo_select_font_face(context_, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, style.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(context_, style.size);
}

void Canvas::line(Point from, Point to, const Stroke& stroke) { polyline({from, to}, stroke); }

void Canvas::polyline(const std::vector<Point>& points, const Stroke& stroke) {
  use(stroke);
  trace(context_, points);
  cairo_stroke(context_);
}

void Canvas::polygon(const std::vector<Point>& corners, const Colour& fill) {
  use_colour(context_, fill);
  trace(context_, corners);
  cairo_close_path(context_);
  cairo_fill(context_);
}

void Canvas::rectangle(const Box& box, const Colour& fill) {
  use_colour(context_, fill);
  cairo_rectangle(context_, box.left, box.top, box.width, box.height);
  cairo_fill(context_);
}

void Canvas::frame(const Box& box, const Stroke& stroke) {
  use(stroke);
  cairo_rectangle(context_, box.left, box.top, box.width, box.height);
  cairo_stroke(context_);
}

void Canvas::marker(Marker shape, Point centre, double radius, const Colour& fill) {
  const double x = centre.x;
  const double y = centre.y;
  const double r = radius;
  switch (shape) {
    case Marker::circle:
      use_colour(context_, fill);
      cairo_arc(context_, x, y, r, 0.0, 2.0 * pi);
      cairo_fill(context_);
      return;
    case Marker::square: rectangle({x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r}, fill); return;
    case Marker::triangle: polygon({{x, y - 1.2 * r}, {x + 1.1 * r, y + 0.8 * r}, {x - 1.1 * r, y + 0.8 * r}}, fill); return;
    case Marker::diamond: polygon({{x, y - 1.25 * r}, {x + 1.25 * r, y}, {x, y + 1.25 * r}, {x - 1.25 * r, y}}, fill); return;
    case Marker::cross:
      line({x - r, y - r}, {x + r, y + r}, {fill, 0.6 * r, {}});
      line({x - r, y + r}, {x + r, y - r}, {fill, 0.6 * r, {}});
      return;
  }
}

double Canvas::text_width(const std::string& content, const TextStyle& style) const {
  use(style);
  cairo_text_extents_t extents;
  cairo_text_extents(context_, content.c_str(), &extents);
  return extents.x_advance;
}

void Canvas::text(const std::string& content, Point at, const TextStyle& style) {
  const double width = text_width(content, style);
  const double shift = style.align == Align::left ? 0.0 : style.align == Align::centre ? 0.5 * width : width;
  cairo_save(context_);
  use_colour(context_, style.colour);
  cairo_translate(context_, at.x, at.y);
  if (style.upwards) cairo_rotate(context_, -0.5 * pi);
  cairo_move_to(context_, -shift, 0.0);
  cairo_show_text(context_, content.c_str());
  cairo_restore(context_);
}

void Canvas::picture(const Picture& picture, const Box& box) {
  const Surface surface = surface_of(picture);
  paint_surface(context_, surface.get(), picture.width, picture.height, box, CAIRO_FILTER_NEAREST);
}

void Canvas::dots(const std::vector<Point>& centres, const std::vector<Colour>& colours, double radius, const Box& box) {
  const int width = static_cast<int>(std::ceil(box.width * dots_per_point));
  const int height = static_cast<int>(std::ceil(box.height * dots_per_point));
  const Surface surface = make_image(CAIRO_FORMAT_ARGB32, width, height);
  cairo_t* inner = cairo_create(surface.get());
  cairo_scale(inner, width / box.width, height / box.height);
  cairo_translate(inner, -box.left, -box.top);
  for (std::size_t i = 0; i < centres.size(); ++i) {
    use_colour(inner, colours[i]);
    cairo_arc(inner, centres[i].x, centres[i].y, radius, 0.0, 2.0 * pi);
    cairo_fill(inner);
  }
  cairo_destroy(inner);
  paint_surface(context_, surface.get(), width, height, box, CAIRO_FILTER_GOOD);
}

}  // namespace assay::draw
