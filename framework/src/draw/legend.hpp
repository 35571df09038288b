#pragma once

#include <functional>
#include <string>
#include <vector>

#include "draw/canvas.hpp"

namespace assay::draw {

/// Names with their keys, in as many rows as the width of the page takes.
class Legend {
 public:
  /// Paints the key of entry `index`, `key_width` wide, around the middle of its left end.
  using PaintKey = std::function<void(Canvas& canvas, std::size_t index, Point left)>;

  Legend(std::string title, std::vector<std::string> names, double key_width, PaintKey paint_key);

  /// For the widest name, so that entries stand in columns. An estimate, because a page has to be measured before there is a canvas.
  [[nodiscard]] double height(double width) const;
  void paint(Canvas& canvas, const Box& box) const;

 private:
  [[nodiscard]] double entry_width() const;
  [[nodiscard]] std::size_t columns(double width) const;

  std::string title_;
  std::vector<std::string> names_;
  double key_width_;
  PaintKey paint_key_;
};

}  // namespace assay::draw
