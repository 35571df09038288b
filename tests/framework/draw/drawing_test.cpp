#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <tuple>

#include "assay/core/error.hpp"
#include "draw/chart.hpp"
#include "draw/drawing.hpp"
#include "draw/matrix.hpp"
#include "draw/palette.hpp"
#include "draw/picture.hpp"
#include "draw/scatter.hpp"
#include "support/xml.hpp"

using namespace assay::draw;

namespace {

/// Width and height as the header of a PNG file states them.
std::pair<unsigned, unsigned> png_size(const std::string& bytes) {
  REQUIRE(bytes.substr(1, 3) == "PNG");
  const auto number = [&](std::size_t at) {
    unsigned value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value * 256 + static_cast<unsigned char>(bytes[at + i]);
    return value;
  };
  return {number(16), number(20)};
}

Chart small_chart() {
  Chart chart;
  chart.title = "a < b & c";
  chart.x_label = "epoch";
  chart.y_label = "ACC (%)";
  chart.series.push_back({"one", {1, 2, 3}, {1.0, std::nan(""), 3.0}, {0.5, 1.0, 2.5}, {1.5, 2.0, 3.5}});
  chart.series.push_back({"two", {1, 2, 3}, {2.0, 2.0, 2.0}, {}, {}});
  return chart;
}

}  // namespace

TEST_CASE("every kind of drawing is well-formed SVG and PNG of the size of its page") {
  CountMatrix matrix{"counts", "cluster", "class", {"0", "1"}, {"a", "b"}, {5, 0, 100000, 3}, "note"};
  PictureGrid grid;
  grid.row_names = {"0"};
  grid.columns = 2;
  grid.pictures = {Picture{1, 1, {0, 0, 0}}, Picture{1, 1, {255, 255, 255}}};
  ScatterPage scatter;
  scatter.panels.push_back({"epoch 1", {{0, 0}, {1, 5}, {-3, 2}}});
  scatter.classes = {0, 1, 0};
  scatter.class_names = {"0", "1"};
  for (const Drawing& drawing : {chart_drawing({"heading", {small_chart(), small_chart()}, 2, "note"}), matrix_figure(matrix),
                                 picture_grid_figure(grid), scatter_drawing(scatter)}) {
    CHECK(test_support::is_well_formed_xml(render(drawing, Format::svg)));
    const auto size = png_size(render(drawing, Format::png));
    CHECK(size.first == static_cast<unsigned>(std::ceil(drawing.width * 200.0 / 72.0)));
    CHECK(size.second == static_cast<unsigned>(std::ceil(drawing.height * 200.0 / 72.0)));
  }
}

TEST_CASE("equal drawings give equal pixels") {
  const auto draw = [] { return render(chart_drawing({"heading", {small_chart()}, 1, ""}), Format::png); };
  CHECK(draw() == draw());
}

TEST_CASE("a name that ends in no format is refused") {
  CHECK(format_of("a/b.svg") == Format::svg);
  CHECK(format_of("b.png") == Format::png);
  CHECK_THROWS_WITH_AS(format_of("b.pdf"), doctest::Contains("ends in no format"), assay::Error);
}

TEST_CASE("no two of many series look alike, with or without colour") {
  std::set<std::tuple<double, double, double, std::vector<double>>> styles;
  for (std::size_t i = 0; i < 20; ++i) {
    const SeriesStyle style = series_style(i);
    styles.insert({style.colour.red, style.colour.green, style.colour.blue, style.dashes});
  }
  CHECK(styles.size() == 20);
  CHECK(series_style(0).dashes != series_style(1).dashes);
  CHECK(series_style(0).marker != series_style(1).marker);
}

TEST_CASE("pictures scale their range to 0 … 255 and cut what lies outside") {
  const std::vector<float> values{-1.0F, 0.0F, 1.0F, 9.0F};
  const Picture picture = to_picture(values.data(), {1, 2, 2}, -1.0, 1.0);
  CHECK(picture.width == 2);
  CHECK(picture.rgb == std::vector<std::uint8_t>{0, 0, 0, 128, 128, 128, 255, 255, 255, 255, 255, 255});
  const std::vector<float> coloured{1.0F, 0.0F, 0.5F};  // one pixel of three channels
  CHECK(to_picture(coloured.data(), {3, 1, 1}, 0.0, 1.0).rgb == std::vector<std::uint8_t>{255, 0, 128});
}
