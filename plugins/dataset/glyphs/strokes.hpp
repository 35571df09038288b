#pragma once

#include <vector>

namespace glyphs {

struct Point {
  double x = 0.0;
  double y = 0.0;
};

/// How the pen moves between the points of a stroke.
enum class Pen {
  straight,  ///< in straight lines
  smooth,    ///< along a Catmull-Rom spline
  loop,      ///< along a Catmull-Rom spline that returns to its first point
};

struct Stroke {
  Pen pen;
  std::vector<Point> points;
};

/// One way of writing a digit. x runs from 0 to 0.64, y from 0 (top) to 1 (bottom).
using Shape = std::vector<Stroke>;

/// The ways of writing `digit` (0 to 9), at least two each, the usual one first.
const std::vector<Shape>& shapes_of(int digit);

/// The path of a stroke as a chain of points close enough to be joined by straight lines.
std::vector<Point> flattened(const Stroke& stroke);

}  // namespace glyphs
