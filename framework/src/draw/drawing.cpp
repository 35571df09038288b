#include "draw/drawing.hpp"

#include <cmath>

#include <cairo-svg.h>
#include <cairo.h>
#include <fmt/format.h>

#include "assay/core/error.hpp"

namespace assay::draw {
namespace {

constexpr double png_scale = 200.0 / 72.0;

cairo_status_t append(void* bytes, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

/// Paints and gives the first thing that went wrong.
cairo_status_t paint(const Drawing& drawing, cairo_surface_t* surface, double scale) {
  cairo_t* context = cairo_create(surface);
  cairo_set_source_rgb(context, 1.0, 1.0, 1.0);
  cairo_paint(context);  // all of it: a page may end within a pixel
  cairo_scale(context, scale, scale);
  Canvas canvas(context);
  drawing.paint(canvas);
  const cairo_status_t status = cairo_status(context);
  cairo_destroy(context);
  return status;
}

void require_success(cairo_status_t status) {
  if (status != CAIRO_STATUS_SUCCESS)
    throw DataError("figure.not-drawn", fmt::format("the figure cannot be drawn: {}", cairo_status_to_string(status)));
}

std::string render_svg(const Drawing& drawing) {
  std::string bytes;
  cairo_surface_t* surface = cairo_svg_surface_create_for_stream(append, &bytes, drawing.width, drawing.height);
  cairo_status_t status = paint(drawing, surface, 1.0);
  cairo_surface_finish(surface);
  if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  require_success(status);
  return bytes;
}

std::string render_png(const Drawing& drawing) {
  std::string bytes;
  const auto pixels = [](double points) { return static_cast<int>(std::ceil(points * png_scale)); };
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, pixels(drawing.width), pixels(drawing.height));
  cairo_status_t status = paint(drawing, surface, png_scale);
  if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_write_to_png_stream(surface, append, &bytes);
  cairo_surface_destroy(surface);
  require_success(status);
  return bytes;
}

}  // namespace

Format format_of(const std::filesystem::path& path) {
  const std::string ending = path.extension().string();
  if (ending == ".svg") return Format::svg;
  if (ending == ".png") return Format::png;
  throw SpecError(
      Diagnostic{"figure.unknown-format", fmt::format("'{}' ends in no format of figures", path.string()), {}, {}, {"figures end in .svg or .png"}});
}

std::string render(const Drawing& drawing, Format format) { return format == Format::svg ? render_svg(drawing) : render_png(drawing); }

}  // namespace assay::draw
