#include "draw/picture.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "draw/layout.hpp"

namespace assay::draw {
namespace {

constexpr double gap = 2.0;
constexpr double apart = 10.0;
constexpr double row_label_width = 34.0;
constexpr double column_label_height = 18.0;
constexpr double largest_cell = 36.0;

class GridPainter {
 public:
  explicit GridPainter(const PictureGrid& grid) : grid_(grid) {
    const bool named = std::any_of(grid.row_names.begin(), grid.row_names.end(), [](const std::string& name) { return !name.empty(); });
    left_ = page_margin + (grid.row_label.empty() ? 0.0 : 16.0) + (named ? row_label_width : 0.0);
    top_ = page_margin + heading_height(grid.heading) + column_label_height;
    cell_ = std::min(largest_cell, (page_width - left_) / static_cast<double>(grid.columns) - gap);
  }

  [[nodiscard]] double width() const { return std::max(column_left(grid_.columns) + page_margin, 220.0); }
  [[nodiscard]] double height() const { return row_top(grid_.row_names.size()) + page_margin + note_height(grid_.note); }

  void paint(Canvas& canvas) const {
    paint_frame_texts(canvas, width(), height(), grid_.heading, grid_.note);
    const double first = column_left(grid_.set_apart);
    const double last = column_left(grid_.columns) - gap;
    canvas.text(grid_.column_label, {0.5 * (first + last), top_ - 6.0}, label_style);
    if (grid_.set_apart > 0) {
      canvas.text(grid_.set_apart_name, {0.5 * (left_ + column_left(grid_.set_apart) - gap - apart), top_ - 6.0}, label_style);
    }
    canvas.text(grid_.row_label, {page_margin + 9.0, 0.5 * (top_ + row_top(grid_.row_names.size()))}, upwards(label_style));
    for (std::size_t row = 0; row < grid_.row_names.size(); ++row) paint_row(canvas, row);
  }

 private:
  [[nodiscard]] double column_left(std::size_t column) const {
    const bool after = grid_.set_apart > 0 && column >= grid_.set_apart;
    return left_ + (cell_ + gap) * static_cast<double>(column) + (after ? apart : 0.0);
  }
  [[nodiscard]] double row_top(std::size_t row) const { return top_ + (cell_ + gap) * static_cast<double>(row); }

  void paint_row(Canvas& canvas, std::size_t row) const {
    canvas.text(grid_.row_names[row], {left_ - 6.0, row_top(row) + 0.5 * cell_ + 3.0}, aligned(tick_style, Align::right));
    for (std::size_t column = 0; column < grid_.columns; ++column) {
      canvas.picture(grid_.pictures[row * grid_.columns + column], {column_left(column), row_top(row), cell_, cell_});
    }
  }

  const PictureGrid& grid_;
  double left_ = 0.0;
  double top_ = 0.0;
  double cell_ = 0.0;
};

}  // namespace

Picture to_picture(const float* values, const PictureShape& shape, double lowest, double highest) {
  Picture picture{static_cast<int>(shape.width), static_cast<int>(shape.height), {}};
  const std::int64_t area = shape.height * shape.width;
  picture.rgb.reserve(static_cast<std::size_t>(3 * area));
  for (std::int64_t pixel = 0; pixel < area; ++pixel) {
    for (std::int64_t colour = 0; colour < 3; ++colour) {
      const auto value = static_cast<double>(values[(shape.channels >= 3 ? colour : 0) * area + pixel]);
      const double level = std::clamp((value - lowest) / (highest - lowest), 0.0, 1.0);
      picture.rgb.push_back(static_cast<std::uint8_t>(std::lround(255.0 * level)));
    }
  }
  return picture;
}

Drawing picture_grid_figure(PictureGrid grid) {
  const GridPainter measure(grid);
  return {measure.width(), measure.height(), [grid = std::move(grid)](Canvas& canvas) { GridPainter(grid).paint(canvas); }};
}

}  // namespace assay::draw
