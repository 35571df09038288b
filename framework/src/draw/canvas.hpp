#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "draw/geometry.hpp"
#include "draw/palette.hpp"

struct _cairo;  // NOLINT(bugprone-reserved-identifier): cairo's own name for cairo_t

namespace assay::draw {

struct Stroke {
  Colour colour = black;
  double width = 0.8;
  std::vector<double> dashes;
};

enum class Align { left, centre, right };

struct TextStyle {
  double size = 9.0;
  Align align = Align::left;
  bool bold = false;
  bool upwards = false;  ///< turned by a quarter, reading from bottom to top
  Colour colour = black;
};

/// An 8-bit RGB picture, three bytes a pixel, row by row.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;
};

/// Where a drawing paints. A position of text is its baseline.
class Canvas {
 public:
  explicit Canvas(_cairo* context) : context_(context) {}

  void line(Point from, Point to, const Stroke& stroke);
  /// Points that are not finite interrupt the line.
  void polyline(const std::vector<Point>& points, const Stroke& stroke);
  void polygon(const std::vector<Point>& corners, const Colour& fill);
  void rectangle(const Box& box, const Colour& fill);
  void frame(const Box& box, const Stroke& stroke);
  void marker(Marker shape, Point centre, double radius, const Colour& fill);
  void text(const std::string& content, Point at, const TextStyle& style);
  [[nodiscard]] double text_width(const std::string& content, const TextStyle& style) const;
  /// Fills `box` with the picture, its pixels as they are.
  void picture(const Picture& picture, const Box& box);
  /// Many dots of one radius, as pixels even in vector files, whose size would else grow with their number.
  void dots(const std::vector<Point>& centres, const std::vector<Colour>& colours, double radius, const Box& box);

 private:
  void use(const Stroke& stroke);
  void use(const TextStyle& style) const;

  _cairo* context_;
};

}  // namespace assay::draw
