#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "draw/drawing.hpp"

namespace assay::draw {

/// The shape of one sample: {channels, height, width}.
struct PictureShape {
  std::int64_t channels = 1;
  std::int64_t height = 1;
  std::int64_t width = 1;

  [[nodiscard]] std::int64_t numbers() const { return channels * height * width; }
};

/// Numbers [C, H, W] in [lowest, highest] as a picture; one channel is grey, of more than three the first three are shown.
Picture to_picture(const float* values, const PictureShape& shape, double lowest, double highest);

/// Pictures in rows and columns.
struct PictureGrid {
  std::string heading;
  std::string row_label;
  std::string column_label;
  std::vector<std::string> row_names;
  std::size_t columns = 0;
  std::size_t set_apart = 0;  ///< so many first columns stand apart from the others
  std::string set_apart_name;
  std::vector<Picture> pictures;  ///< row by row
  std::string note;
};

Drawing picture_grid_figure(PictureGrid grid);

}  // namespace assay::draw
