#pragma once

/// Lengths are points (1/72 inch); x goes right and y goes down.
namespace assay::draw {

struct Point {
  double x = 0.0;
  double y = 0.0;
};

struct Box {
  double left = 0.0;
  double top = 0.0;
  double width = 0.0;
  double height = 0.0;

  [[nodiscard]] double right() const { return left + width; }
  [[nodiscard]] double bottom() const { return top + height; }
  [[nodiscard]] Point centre() const { return {left + 0.5 * width, top + 0.5 * height}; }
};

/// Red, green, blue and opacity in [0, 1].
struct Colour {
  double red = 0.0;
  double green = 0.0;
  double blue = 0.0;
  double opacity = 1.0;

  [[nodiscard]] Colour with_opacity(double value) const { return {red, green, blue, value}; }
};

}  // namespace assay::draw
