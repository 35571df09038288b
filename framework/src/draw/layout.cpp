#include "draw/layout.hpp"

namespace assay::draw {

void paint_frame_texts(Canvas& canvas, double width, double height, const std::string& heading, const std::string& note) {
  TextStyle style = heading_style;
  const double room = width - 2.0 * page_margin;
  if (const double wanted = canvas.text_width(heading, style); wanted > room) style.size *= room / wanted;
  if (!heading.empty()) canvas.text(heading, {0.5 * width, page_margin + 10.0}, style);
  TextStyle small = note_style;
  if (const double wanted = canvas.text_width(note, small); wanted > room) small.size *= room / wanted;
  if (!note.empty()) canvas.text(note, {page_margin, height - page_margin + 2.0}, small);
}

}  // namespace assay::draw
