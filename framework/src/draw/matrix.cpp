#include "draw/matrix.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "draw/layout.hpp"

namespace assay::draw {
namespace {

constexpr double cell = 32.0;
constexpr double row_names_width = 56.0;
constexpr double column_names_height = 34.0;

class MatrixPainter {
 public:
  explicit MatrixPainter(const CountMatrix& matrix) : matrix_(matrix) {
    grid_ = {page_margin + row_names_width, page_margin + heading_height(matrix.heading) + column_names_height,
             cell * static_cast<double>(matrix.column_names.size()), cell * static_cast<double>(matrix.row_names.size())};
  }

  [[nodiscard]] double width() const { return grid_.right() + page_margin + 6.0; }
  [[nodiscard]] double height() const { return grid_.bottom() + page_margin + note_height(matrix_.note) + 4.0; }

  void paint(Canvas& canvas) const {
    paint_frame_texts(canvas, width(), height(), matrix_.heading, matrix_.note);
    canvas.text(matrix_.column_label, {grid_.centre().x, grid_.top - 20.0}, label_style);
    canvas.text(matrix_.row_label, {page_margin + 9.0, grid_.centre().y}, upwards(label_style));
    for (std::size_t column = 0; column < columns(); ++column) {
      canvas.text(matrix_.column_names[column], {grid_.left + cell * (static_cast<double>(column) + 0.5), grid_.top - 6.0}, tick_style);
    }
    for (std::size_t row = 0; row < matrix_.row_names.size(); ++row) paint_row(canvas, row);
    canvas.frame(grid_, {black, 0.8, {}});
  }

 private:
  [[nodiscard]] std::size_t columns() const { return matrix_.column_names.size(); }

  void paint_row(Canvas& canvas, std::size_t row) const {
    const double top = grid_.top + cell * static_cast<double>(row);
    canvas.text(matrix_.row_names[row], {grid_.left - 6.0, top + 0.5 * cell + 3.0}, aligned(tick_style, Align::right));
    const auto first = matrix_.counts.begin() + static_cast<std::ptrdiff_t>(row * columns());
    const auto total = std::accumulate(first, first + static_cast<std::ptrdiff_t>(columns()), std::int64_t{0});
    for (std::size_t column = 0; column < columns(); ++column) {
      const std::int64_t count = *(first + static_cast<std::ptrdiff_t>(column));
      const double share = total == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(total);
      const Box box{grid_.left + cell * static_cast<double>(column), top, cell, cell};
      canvas.rectangle(box, shade(share));
      canvas.frame(box, {light_grey, 0.4, {}});
      TextStyle style = tick_style;
      style.size = count >= 100000 ? 6.0 : count >= 10000 ? 7.0 : 8.0;
      style.colour = share > 0.5 ? white : count == 0 ? grey : black;
      canvas.text(fmt::format("{}", count), {box.centre().x, box.centre().y + 3.0}, style);
    }
  }

  const CountMatrix& matrix_;
  Box grid_;
};

}  // namespace

Drawing matrix_figure(CountMatrix matrix) {
  const MatrixPainter measure(matrix);
  return {measure.width(), measure.height(), [matrix = std::move(matrix)](Canvas& canvas) { MatrixPainter(matrix).paint(canvas); }};
}

}  // namespace assay::draw
