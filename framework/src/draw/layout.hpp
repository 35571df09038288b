#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "draw/canvas.hpp"

namespace assay::draw {

inline constexpr double page_width = 500.0;
inline constexpr double page_margin = 10.0;
inline constexpr TextStyle heading_style{11.0, Align::centre, true, false, black};
inline constexpr TextStyle title_style{9.5, Align::centre, false, false, black};
inline constexpr TextStyle label_style{9.0, Align::centre, false, false, black};
inline constexpr TextStyle tick_style{8.0, Align::centre, false, false, black};
inline constexpr TextStyle note_style{7.5, Align::left, false, false, grey};

/// Height that a heading takes: none when there is none.
inline double heading_height(const std::string& heading) { return heading.empty() ? 0.0 : 20.0; }
inline double note_height(const std::string& note) { return note.empty() ? 0.0 : 14.0; }

inline TextStyle aligned(TextStyle style, Align align) {
  style.align = align;
  return style;
}

inline TextStyle upwards(TextStyle style) {
  style.upwards = true;
  return style;
}

/// Heading at the top and note at the bottom of a page.
void paint_frame_texts(Canvas& canvas, double width, double height, const std::string& heading, const std::string& note);

}  // namespace assay::draw
