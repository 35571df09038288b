#include "draw/palette.hpp"

#include <algorithm>
#include <array>

namespace assay::draw {
namespace {

// Blue and vermillion come first: the pair that differs most.
constexpr std::array<Colour, 8> okabe_ito{{{0.000, 0.447, 0.698},
                                           {0.835, 0.369, 0.000},
                                           {0.000, 0.620, 0.451},
                                           {0.800, 0.475, 0.655},
                                           {0.902, 0.624, 0.000},
                                           {0.337, 0.706, 0.914},
                                           {0.000, 0.000, 0.000},
                                           {0.941, 0.894, 0.259}}};

Colour mixed(const Colour& from, const Colour& to, double part) {
  return {from.red + part * (to.red - from.red), from.green + part * (to.green - from.green), from.blue + part * (to.blue - from.blue)};
}

}  // namespace

SeriesStyle series_style(std::size_t index) {
  static const std::array<std::vector<double>, 4> dashes{{{}, {6.0, 2.5}, {1.5, 2.0}, {7.0, 2.0, 1.5, 2.0}}};
  constexpr std::size_t lines = okabe_ito.size() - 1;  // yellow lines on white are hardly seen
  const std::size_t place = index % lines;
  const std::size_t round = index / lines;
  return {okabe_ito[place], static_cast<Marker>((place + round) % 5), dashes[(place + round) % dashes.size()]};
}

Colour class_colour(std::size_t index) {
  const Colour base = okabe_ito[index % okabe_ito.size()];
  const std::size_t round = index / okabe_ito.size();
  if (round == 0) return base;
  return index % okabe_ito.size() == 6 || round % 2 == 0 ? mixed(base, white, 0.5) : mixed(base, black, 0.5);
}

Colour shade(double fraction) { return mixed(white, {0.031, 0.188, 0.420}, std::clamp(fraction, 0.0, 1.0)); }

}  // namespace assay::draw
