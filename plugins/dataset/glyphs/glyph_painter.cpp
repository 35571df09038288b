#include "glyph_painter.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "../common/counter_random.hpp"
#include "strokes.hpp"

namespace glyphs {
namespace {

using datasets::CounterRandom;

constexpr double glyph_height = 0.7;  // of the image's side
constexpr double box_centre_x = 0.32;
constexpr double box_centre_y = 0.5;
constexpr std::uint64_t order_purpose = 0x6f72646572;  // "order": keeps the order of the classes apart from the shapes

/// A smooth random displacement: a uniform cubic B-spline over a grid of random vectors that covers the image and one cell around it.
class ElasticField {
 public:
  ElasticField(double amplitude, CounterRandom& random) {
    // Averaged over a cell, Σw² of the B-spline weights is 151/315 per axis, so a draw of deviation 1 gives a field of deviation 151/315.
    const double deviation = amplitude * 315.0 / 151.0;
    for (auto& node : nodes_) node = {deviation * random.bell(), deviation * random.bell()};
  }

  [[nodiscard]] Point at(const Point& p) const {
    const auto [column, across] = cell_and_weights(p.x);
    const auto [row, down] = cell_and_weights(p.y);
    Point sum;
    for (std::size_t j = 0; j < 4; ++j) {
      for (std::size_t i = 0; i < 4; ++i) {
        const double weight = down[j] * across[i];
        const Point& node = nodes_[(row + j) * nodes_per_side + column + i];
        sum.x += weight * node.x;
        sum.y += weight * node.y;
      }
    }
    return sum;
  }

 private:
  static constexpr std::size_t cells_per_side = 6;  // four over the image
  static constexpr std::size_t nodes_per_side = cells_per_side + 3;

  static std::pair<std::size_t, std::array<double, 4>> cell_and_weights(double coordinate) {
    const double position = std::min(std::max((coordinate + 0.75) * 4.0, 0.0), static_cast<double>(cells_per_side) - 1e-9);
    const auto cell = static_cast<std::size_t>(position);
    const double t = position - static_cast<double>(cell);
    const double u = 1.0 - t;
    return {cell, {u * u * u / 6.0, (4.0 + t * t * (3.0 * t - 6.0)) / 6.0, (4.0 + u * u * (3.0 * u - 6.0)) / 6.0, t * t * t / 6.0}};
  }

  std::array<Point, nodes_per_side * nodes_per_side> nodes_;
};

/// Scale, shear, rotation and shift of one sample, from box coordinates to the image, whose middle is the origin and whose side is 1.
class Placement {
 public:
  Placement(const Style& style, CounterRandom& random) {
    width_ = glyph_height * std::max(0.3, 1.0 + style.scale * random.bell());
    height_ = glyph_height * std::max(0.3, 1.0 + style.scale * random.bell());
    shear_ = style.slant * random.bell();
    // tan(angle / 2) is angle / 2 to within 2 % up to 40 degrees; cosine and sine from it need no library function.
    const double half = style.rotation * random.bell() * (3.14159265358979323846 / 360.0);
    cosine_ = (1.0 - half * half) / (1.0 + half * half);
    sine_ = 2.0 * half / (1.0 + half * half);
    shift_ = {style.shift * random.bell(), style.shift * random.bell()};
  }

  [[nodiscard]] Point operator()(const Point& p) const {
    const double y = height_ * (p.y - box_centre_y);
    const double x = width_ * (p.x - box_centre_x) - shear_ * y;
    return {cosine_ * x - sine_ * y + shift_.x, sine_ * x + cosine_ * y + shift_.y};
  }

 private:
  double width_;
  double height_;
  double shear_;
  double cosine_;
  double sine_;
  Point shift_;
};

/// A square of grey levels that lines are drawn on, in units of pixels.
class Canvas {
 public:
  Canvas(float* pixels, int size, double pen_width) : pixels_(pixels), size_(size), reach_(0.5 * pen_width * size + 0.5) {
    std::fill_n(pixels_, static_cast<std::ptrdiff_t>(size) * size, 0.0F);
  }

  /// A line with round ends; coverage falls from 1 to 0 over one pixel across its edge. Lines that overlap do not add up.
  void line(const Point& from, const Point& to) {
    const Point a = on_canvas(from);
    const Point b = on_canvas(to);
    const Point along = {b.x - a.x, b.y - a.y};
    const double length2 = along.x * along.x + along.y * along.y;
    const auto [left, right] = pixel_range(std::min(a.x, b.x), std::max(a.x, b.x));
    const auto [top, bottom] = pixel_range(std::min(a.y, b.y), std::max(a.y, b.y));
    for (int row = top; row <= bottom; ++row) {
      for (int column = left; column <= right; ++column) {
        const Point offset = {column + 0.5 - a.x, row + 0.5 - a.y};
        const double projection = offset.x * along.x + offset.y * along.y;
        const double t = projection <= 0.0 ? 0.0 : (projection >= length2 ? 1.0 : projection / length2);
        const double dx = offset.x - t * along.x;
        const double dy = offset.y - t * along.y;
        const double distance2 = dx * dx + dy * dy;
        if (distance2 >= reach_ * reach_) continue;
        float& pixel = pixels_[row * size_ + column];
        pixel = std::max(pixel, static_cast<float>(std::min(1.0, reach_ - std::sqrt(distance2))));
      }
    }
  }

  /// Rounds to 256 grey levels, as a scanned image has.
  void quantise() {
    for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(size_) * size_; ++i) {
      pixels_[i] = static_cast<float>(std::lround(pixels_[i] * 255.0F)) / 255.0F;
    }
  }

 private:
  [[nodiscard]] Point on_canvas(const Point& p) const { return {(p.x + 0.5) * size_, (p.y + 0.5) * size_}; }

  /// Pixels whose centres lie within reach of [low, high], cut to the image; empty when first > second.
  [[nodiscard]] std::pair<int, int> pixel_range(double low, double high) const {
    const double last = size_ - 1.0;
    return {static_cast<int>(std::min(std::max(std::ceil(low - reach_ - 0.5), 0.0), last + 1.0)),
            static_cast<int>(std::max(std::min(std::floor(high + reach_ - 0.5), last), -1.0))};
  }

  float* pixels_;
  int size_;
  double reach_;  ///< distance from the middle of the line at which coverage becomes 0
};

/// The first shape is the usual one; the others share `variety` equally.
const Shape& chosen_shape(const std::vector<Shape>& shapes, double variety, CounterRandom& random) {
  const bool usual = random.uniform() >= variety;
  const std::uint64_t other = 1 + random.below(shapes.size() - 1);
  return shapes[usual ? 0 : other];
}

Stroke wobbled(Stroke stroke, double wobble, CounterRandom& random) {
  for (auto& point : stroke.points) {
    point.x += wobble * random.bell();
    point.y += wobble * random.bell();
  }
  return stroke;
}

}  // namespace

GlyphPainter::GlyphPainter(std::uint64_t key, int classes, int size, const Style& style) : key_(key), classes_(classes), size_(size), style_(style) {}

int GlyphPainter::digit(std::int64_t index) const {
  CounterRandom random(key_ ^ order_purpose, static_cast<std::uint64_t>(index / classes_));
  std::array<int, 10> order{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  for (int last = classes_ - 1; last > 0; --last) {
    std::swap(order[static_cast<std::size_t>(last)], order[random.below(static_cast<std::uint64_t>(last) + 1)]);
  }
  return order[static_cast<std::size_t>(index % classes_)];
}

void GlyphPainter::paint(std::int64_t index, float* pixels) const {
  CounterRandom random(key_, static_cast<std::uint64_t>(index));
  const Shape& shape = chosen_shape(shapes_of(digit(index)), style_.variety, random);
  const Placement place(style_, random);
  const ElasticField elastic(style_.elastic, random);
  const double pen_width = std::max(0.4 * style_.thickness, style_.thickness + style_.thickness_spread * random.bell());
  Canvas canvas(pixels, size_, pen_width);
  for (const auto& stroke : shape) {
    std::vector<Point> path = flattened(wobbled(stroke, style_.wobble, random));
    for (auto& point : path) {
      point = place(point);
      const Point displacement = elastic.at(point);
      point = {point.x + displacement.x, point.y + displacement.y};
    }
    for (std::size_t i = 1; i < path.size(); ++i) canvas.line(path[i - 1], path[i]);
  }
  canvas.quantise();
}

}  // namespace glyphs
