#pragma once

#include <cstddef>
#include <vector>

#include "draw/geometry.hpp"

namespace assay::draw {

inline constexpr Colour black{0.0, 0.0, 0.0};
inline constexpr Colour white{1.0, 1.0, 1.0};
inline constexpr Colour grey{0.45, 0.45, 0.45};
inline constexpr Colour light_grey{0.86, 0.86, 0.86};

enum class Marker { circle, square, triangle, diamond, cross };

/// How a series differs from its neighbours, also without colour.
struct SeriesStyle {
  Colour colour;
  Marker marker = Marker::circle;
  std::vector<double> dashes;  ///< lengths on and off; empty: solid
};

/// Style number `index`: the colours of Okabe and Ito (2008), which people with any colour vision tell apart, then the same with other dashes.
SeriesStyle series_style(std::size_t index);

/// Colour of class `index` in scatter plots: those of `series_style`, then darker and lighter ones.
Colour class_colour(std::size_t index);

/// From white (0) to dark blue (1), in even steps of lightness.
Colour shade(double fraction);

}  // namespace assay::draw
