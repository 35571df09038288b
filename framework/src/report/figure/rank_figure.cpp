#include "report/figure/rank_figure.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "draw/axis.hpp"
#include "draw/layout.hpp"

namespace assay::report {
namespace {

using draw::Align;

constexpr double axis_width = 300.0;
constexpr double label_room = 110.0;
constexpr double axis_top = 84.0;
constexpr double step = 16.0;
constexpr double bar_step = 7.0;

class RankPainter {
 public:
  explicit RankPainter(const RankDiagram& diagram)
      : diagram_(diagram),
        axis_{{1.0, static_cast<double>(diagram.ranks)}, label_room + axis_width, label_room},  // rank 1 is on the right
        labels_top_(axis_top + 20.0 + bar_step * static_cast<double>(diagram.bar_levels)) {}

  [[nodiscard]] static double width() { return axis_width + 2.0 * label_room; }
  [[nodiscard]] double height() const { return labels_top_ + step * static_cast<double>(diagram_.label_levels) + 2.0; }

  void paint(draw::Canvas& canvas) const {
    draw::paint_frame_texts(canvas, width(), height(), diagram_.caption, {});
    paint_axis(canvas);
    paint_critical_difference(canvas);
    for (const auto& bar : diagram_.bars) {
      const double y = axis_top + 9.0 + bar_step * static_cast<double>(bar.level);
      canvas.line({axis_.at(bar.from) + 3.0, y}, {axis_.at(bar.to) - 3.0, y}, {draw::black, 3.0, {}});
    }
    for (const auto& label : diagram_.labels) paint_label(canvas, label);
  }

 private:
  void paint_axis(draw::Canvas& canvas) const {
    canvas.line({axis_.from, axis_top}, {axis_.to, axis_top}, {});
    for (std::size_t rank = 1; rank <= diagram_.ranks; ++rank) {
      const double x = axis_.at(static_cast<double>(rank));
      canvas.line({x, axis_top - 5.0}, {x, axis_top}, {});
      canvas.text(std::to_string(rank), {x, axis_top - 8.0}, draw::tick_style);
    }
  }

  /// A rule as long as the critical difference, from the left end of the axis on, cut at the edge of the page.
  void paint_critical_difference(draw::Canvas& canvas) const {
    const double y = axis_top - 28.0;
    const double length = axis_width * diagram_.critical_difference / (static_cast<double>(diagram_.ranks) - 1.0);
    const double longest = axis_width + label_room - draw::page_margin;
    const double end = label_room + std::min(length, longest);
    canvas.line({label_room, y}, {end, y}, {});
    canvas.line({label_room, y - 3.0}, {label_room, y + 3.0}, {});
    if (length <= longest) canvas.line({end, y - 3.0}, {end, y + 3.0}, {});
    canvas.text(fmt::format("CD = {:.2f}", diagram_.critical_difference), {label_room, y - 6.0}, draw::aligned(draw::tick_style, Align::left));
  }

  void paint_label(draw::Canvas& canvas, const RankDiagram::Label& label) const {
    const double y = labels_top_ + step * static_cast<double>(label.level);
    const double x = axis_.at(label.rank);
    const double edge = label.best_half ? axis_.from + 6.0 : axis_.to - 6.0;
    canvas.polyline({{x, axis_top}, {x, y}, {edge, y}}, {});
    const std::string text = fmt::format("{} ({:.2f})", label.arm, label.rank);
    auto style = draw::aligned(draw::tick_style, label.best_half ? Align::left : Align::right);
    if (const double wanted = canvas.text_width(text, style); wanted > label_room - 14.0) style.size *= (label_room - 14.0) / wanted;
    canvas.text(text, {edge + (label.best_half ? 3.0 : -3.0), y + 3.0}, style);
  }

  const RankDiagram& diagram_;
  draw::Scale axis_;
  double labels_top_;
};

}  // namespace

draw::Drawing rank_drawing(RankDiagram diagram) {
  const double height = RankPainter(diagram).height();
  return {RankPainter::width(), height, [diagram = std::move(diagram)](draw::Canvas& canvas) { RankPainter(diagram).paint(canvas); }};
}

draw::Drawing rank_figure(const record::RunView& run, const FigureOptions& options) {
  const auto comparison = compare(run, {options.metrics.empty() ? std::string() : options.metrics.front(), {}, 0.05});
  if (!comparison.ranks) throw DataError("compare.no-ranks", "there is no diagram without ranks, which take three arms and two blocks");
  return rank_drawing(make_rank_diagram(comparison, *comparison.ranks));
}

}  // namespace assay::report
