#pragma once

#include <cstdint>

namespace glyphs {

/// How far the written digits differ from each other. Lengths are fractions of the image's side; spreads are standard deviations.
struct Style {
  double variety = 0.3;            ///< share of the samples that are not written in the usual way
  double slant = 0.25;             ///< spread of the shear, in widths per height
  double rotation = 5.0;           ///< spread of the angle, degrees
  double scale = 0.1;              ///< relative spread of width and height, each
  double shift = 0.01;             ///< spread of the position, per axis
  double thickness = 0.1;          ///< mean width of the pen
  double thickness_spread = 0.02;  ///< spread of the width of the pen
  double wobble = 0.015;           ///< spread of each control point of the strokes, per axis
  double elastic = 0.015;          ///< root mean square of the smooth displacement field, per axis
};

/// Paints sample after sample of a set of written digits. Sample i depends on the seed, i, the number of classes and the style only.
class GlyphPainter {
 public:
  /// `key` selects the set; 2 <= classes <= 10; 8 <= size <= 64.
  GlyphPainter(std::uint64_t key, int classes, int size, const Style& style);

  /// The digit of sample `index`. Every run of `classes` samples from a multiple of `classes` on holds each digit once.
  [[nodiscard]] int digit(std::int64_t index) const;
  /// Writes size × size grey levels, row by row: multiples of 1/255 in [0, 1], 1 is ink.
  void paint(std::int64_t index, float* pixels) const;

 private:
  std::uint64_t key_;
  int classes_;
  int size_;
  Style style_;
};

}  // namespace glyphs
