#include "draw/legend.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"
#include "draw/layout.hpp"

namespace assay::draw {
namespace {

constexpr double row_height = 14.0;
constexpr double character = 5.1;  // width of one at the size of ticks, rounded up

}  // namespace

Legend::Legend(std::string title, std::vector<std::string> names, double key_width, PaintKey paint_key)
    : title_(std::move(title)), names_(std::move(names)), key_width_(key_width), paint_key_(std::move(paint_key)) {}

double Legend::entry_width() const {
  std::size_t longest = 0;
  for (const auto& name : names_) longest = std::max(longest, utf8_characters(name));
  return key_width_ + 4.0 + character * static_cast<double>(longest) + 12.0;
}

std::size_t Legend::columns(double width) const {
  return std::clamp<std::size_t>(static_cast<std::size_t>(width / entry_width()), 1, std::max<std::size_t>(names_.size(), 1));
}

double Legend::height(double width) const {
  if (names_.empty()) return 0.0;
  const std::size_t in_row = columns(width);
  const std::size_t rows = (names_.size() + in_row - 1) / in_row;
  return row_height * static_cast<double>(rows) + (title_.empty() ? 0.0 : row_height) + 4.0;
}

void Legend::paint(Canvas& canvas, const Box& box) const {
  if (names_.empty()) return;
  const std::size_t in_row = columns(box.width);
  const double left = box.left + 0.5 * std::max(0.0, box.width - entry_width() * static_cast<double>(in_row));
  double top = box.top;
  if (!title_.empty()) {
    canvas.text(title_, {box.centre().x, top + 9.0}, tick_style);
    top += row_height;
  }
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const std::size_t row = i / in_row;
    const Point at{left + entry_width() * static_cast<double>(i % in_row), top + row_height * (static_cast<double>(row) + 0.5)};
    paint_key_(canvas, i, at);
    canvas.text(names_[i], {at.x + key_width_ + 4.0, at.y + 3.0}, aligned(tick_style, Align::left));
  }
}

}  // namespace assay::draw
