#include "strokes.hpp"

#include <array>
#include <cstddef>

namespace glyphs {
namespace {

constexpr int steps_per_span = 6;

std::vector<Shape> zero() {
  return {{{Pen::loop, {{.32, 0}, {.54, .14}, {.62, .5}, {.54, .86}, {.32, 1}, {.10, .86}, {.02, .5}, {.10, .14}}}},
          {{Pen::smooth, {{.42, .02}, {.2, .08}, {.05, .36}, {.04, .68}, {.2, .97}, {.42, .95}, {.59, .68}, {.58, .3}, {.42, .06}, {.28, .08}}}}};
}

std::vector<Shape> one() { return {{{Pen::straight, {{.32, 0}, {.32, 1}}}}, {{Pen::straight, {{.16, .2}, {.34, 0}, {.34, 1}}}}}; }

std::vector<Shape> two() {
  return {{{Pen::smooth, {{.05, .24}, {.16, .05}, {.36, 0}, {.55, .1}, {.57, .32}, {.42, .56}, {.22, .78}, {.03, 1}}},
           {Pen::straight, {{.03, 1}, {.62, 1}}}},
          {{Pen::smooth,
            {{.06, .22},
             {.2, .03},
             {.42, .02},
             {.56, .16},
             {.52, .4},
             {.34, .68},
             {.14, .94},
             {.03, .9},
             {.1, .76},
             {.28, .86},
             {.44, .98},
             {.63, .9}}}}};
}

std::vector<Shape> three() {
  return {{{Pen::smooth, {{.06, .14}, {.22, .01}, {.44, .03}, {.54, .2}, {.46, .38}, {.24, .46}}},
           {Pen::smooth, {{.24, .46}, {.48, .52}, {.6, .72}, {.5, .93}, {.26, 1}, {.04, .88}}}},
          {{Pen::straight, {{.06, .02}, {.56, .02}, {.26, .4}}}, {Pen::smooth, {{.26, .4}, {.5, .46}, {.6, .7}, {.48, .93}, {.24, 1}, {.04, .9}}}}};
}

std::vector<Shape> four() {
  return {{{Pen::straight, {{.14, .02}, {.05, .56}, {.62, .56}}}, {Pen::straight, {{.48, .12}, {.44, 1}}}},
          {{Pen::straight, {{.48, 1}, {.48, 0}, {.02, .66}, {.63, .66}}}}};
}

std::vector<Shape> five() {
  return {{{Pen::straight, {{.57, .02}, {.14, .02}, {.1, .44}}},
           {Pen::smooth, {{.1, .44}, {.3, .36}, {.52, .44}, {.6, .66}, {.5, .9}, {.26, 1}, {.04, .9}}}},
          {{Pen::straight, {{.58, .03}, {.2, .05}}},
           {Pen::smooth, {{.2, .05}, {.13, .24}, {.17, .42}, {.36, .42}, {.55, .54}, {.58, .78}, {.42, .97}, {.2, 1}, {.04, .9}}}}};
}

std::vector<Shape> six() {
  return {
      {{Pen::smooth, {{.5, .03}, {.28, .16}, {.1, .42}, {.04, .7}, {.14, .93}, {.34, 1}, {.54, .9}, {.58, .7}, {.46, .53}, {.26, .53}, {.08, .68}}}},
      {{Pen::smooth, {{.36, 0}, {.18, .34}, {.07, .68}, {.2, .98}, {.46, .95}, {.52, .72}, {.34, .58}, {.12, .7}}}}};
}

std::vector<Shape> seven() {
  return {{{Pen::straight, {{.03, .03}, {.6, .03}, {.24, 1}}}},
          {{Pen::straight, {{.03, .03}, {.6, .03}, {.24, 1}}}, {Pen::straight, {{.2, .5}, {.56, .5}}}},
          {{Pen::straight, {{.04, .16}, {.04, .03}, {.6, .03}}}, {Pen::smooth, {{.6, .03}, {.44, .32}, {.36, .62}, {.34, 1}}}}};
}

std::vector<Shape> eight() {
  return {{{Pen::loop,
            {{.32, .47}, {.12, .3}, {.14, .1}, {.32, 0}, {.5, .1}, {.52, .3}, {.32, .47}, {.08, .64}, {.06, .88}, {.32, 1}, {.58, .88}, {.56, .64}}}},
          {{Pen::loop, {{.32, 0}, {.5, .08}, {.53, .25}, {.32, .45}, {.11, .25}, {.14, .08}}},
           {Pen::loop, {{.32, .45}, {.54, .56}, {.6, .76}, {.5, .94}, {.32, 1}, {.14, .94}, {.04, .76}, {.1, .56}}}}};
}

std::vector<Shape> nine() {
  return {{{Pen::loop, {{.5, .1}, {.3, 0}, {.1, .1}, {.05, .3}, {.18, .48}, {.4, .46}, {.53, .28}}}, {Pen::straight, {{.54, .06}, {.5, 1}}}},
          {{Pen::loop, {{.5, .1}, {.3, 0}, {.1, .1}, {.05, .3}, {.18, .48}, {.4, .46}, {.54, .28}}},
           {Pen::smooth, {{.52, .1}, {.57, .42}, {.46, .82}, {.12, .98}}}}};
}

/// Catmull-Rom between `b` and `c`; `a` and `d` are their neighbours.
Point between(const Point& a, const Point& b, const Point& c, const Point& d, double t) {
  const auto blend = [t](double p, double q, double r, double s) {
    return q + 0.5 * t * (r - p + t * (2.0 * p - 5.0 * q + 4.0 * r - s + t * (3.0 * (q - r) + s - p)));
  };
  return {blend(a.x, b.x, c.x, d.x), blend(a.y, b.y, c.y, d.y)};
}

}  // namespace

const std::vector<Shape>& shapes_of(int digit) {
  static const std::array<std::vector<Shape>, 10> shapes = {zero(), one(), two(), three(), four(), five(), six(), seven(), eight(), nine()};
  return shapes.at(static_cast<std::size_t>(digit));
}

std::vector<Point> flattened(const Stroke& stroke) {
  if (stroke.pen == Pen::straight) return stroke.points;
  const auto& points = stroke.points;
  const auto count = static_cast<std::ptrdiff_t>(points.size());
  const bool loop = stroke.pen == Pen::loop;
  // The ends of an open spline are their own neighbours; a loop wraps around.
  const auto at = [&](std::ptrdiff_t i) -> const Point& {
    const std::ptrdiff_t index = loop ? (i + count) % count : (i < 0 ? 0 : (i >= count ? count - 1 : i));
    return points[static_cast<std::size_t>(index)];
  };
  std::vector<Point> path = {points.front()};
  const std::ptrdiff_t spans = loop ? count : count - 1;
  for (std::ptrdiff_t span = 0; span < spans; ++span) {
    for (int step = 1; step <= steps_per_span; ++step) {
      path.push_back(between(at(span - 1), at(span), at(span + 1), at(span + 2), static_cast<double>(step) / steps_per_span));
    }
  }
  return path;
}

}  // namespace glyphs
