#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "report/comparison/rank_diagram.hpp"
#include "report/text_width.hpp"

namespace assay::report {
namespace {

constexpr double axis_width = 420.0;
constexpr double character = 6.6;  // width of one at the size of the labels, rounded up
constexpr double step = 18.0;      // between levels of labels
constexpr double bar_step = 8.0;
constexpr double axis_top = 74.0;

std::string xml_text(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

class SvgDiagram {
 public:
  explicit SvgDiagram(const RankDiagram& diagram) : diagram_(diagram) {
    for (const auto& label : diagram.labels) margin_ = std::max(margin_, character * static_cast<double>(text_width(label_text(label))) + 24.0);
    labels_top_ = axis_top + 20.0 + bar_step * static_cast<double>(diagram.bar_levels);
  }

  std::string draw() {
    axis();
    critical_difference();
    for (const auto& bar : diagram_.bars) {
      const double y = axis_top + 10.0 + bar_step * static_cast<double>(bar.level);
      line(x(bar.from) + 3.0, y, x(bar.to) - 3.0, y, 4.0);
    }
    for (const auto& item : diagram_.labels) label(item);
    const double width = axis_width + 2.0 * margin_;
    const double height = labels_top_ + step * static_cast<double>(diagram_.label_levels) + 4.0;
    return fmt::format(
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\" "
               "font-family=\"sans-serif\" font-size=\"12\">\n<title>{2}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
               width, height, xml_text(diagram_.caption)) +
           body_ + "</svg>\n";
  }

 private:
  static std::string label_text(const RankDiagram::Label& label) { return fmt::format("{} ({:.2f})", label.arm, label.rank); }

  /// Rank 1 is on the right.
  [[nodiscard]] double x(double rank) const {
    const auto last = static_cast<double>(diagram_.ranks);
    return margin_ + axis_width * (last - rank) / (last - 1.0);
  }

  void line(double x1, double y1, double x2, double y2, double width = 1.0) {
    body_ += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"black\" stroke-width=\"{:.0f}\"/>\n", x1, y1, x2, y2,
                         width);
  }

  void text(double at_x, double at_y, std::string_view anchor, const std::string& content) {
    body_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", at_x, at_y, anchor, xml_text(content));
  }

  void axis() {
    text(margin_ + 0.5 * axis_width, 16.0, "middle", diagram_.caption);
    line(margin_, axis_top, margin_ + axis_width, axis_top);
    for (std::size_t rank = 1; rank <= diagram_.ranks; ++rank) {
      const double at = x(static_cast<double>(rank));
      line(at, axis_top - 6.0, at, axis_top);
      text(at, axis_top - 10.0, "middle", fmt::format("{}", rank));
    }
  }

  /// A rule as long as the critical difference, from the left end of the axis on; it may be longer than the axis.
  void critical_difference() {
    const double y = axis_top - 34.0;
    const double length = axis_width * diagram_.critical_difference / (static_cast<double>(diagram_.ranks) - 1.0);
    const double end = margin_ + std::min(length, axis_width + margin_ - 4.0);
    line(margin_, y, end, y);
    line(margin_, y - 4.0, margin_, y + 4.0);
    if (length <= axis_width + margin_ - 4.0) line(end, y - 4.0, end, y + 4.0);
    text(margin_, y - 7.0, "start", fmt::format("CD = {:.2f}", diagram_.critical_difference));
  }

  void label(const RankDiagram::Label& label) {
    const double y = labels_top_ + step * static_cast<double>(label.level);
    const double at = x(label.rank);
    const double edge = label.best_half ? margin_ + axis_width + 8.0 : margin_ - 8.0;
    line(at, axis_top, at, y);
    line(at, y, edge, y);
    text(edge + (label.best_half ? 4.0 : -4.0), y + 4.0, label.best_half ? "start" : "end", label_text(label));
  }

  const RankDiagram& diagram_;
  double margin_ = 60.0;  ///< on both sides of the axis, for the labels
  double labels_top_ = 0.0;
  std::string body_;
};

}  // namespace

std::string rank_diagram_svg(const RankDiagram& diagram) { return SvgDiagram(diagram).draw(); }

}  // namespace assay::report
