#include <assay/plugin.hpp>

#include "../common/test_part.hpp"
#include "glyph_painter.hpp"

namespace {

struct GlyphsOptions {
  std::int64_t count = 5000;
  std::int64_t test_count = 0;
  std::int64_t size = 16;
  std::int64_t classes = 10;
  std::int64_t seed = 1;
  double variety = glyphs::Style{}.variety;
  double slant = glyphs::Style{}.slant;
  double rotation = glyphs::Style{}.rotation;
  double scale = glyphs::Style{}.scale;
  double shift = glyphs::Style{}.shift;
  double thickness = glyphs::Style{}.thickness;
  double thickness_spread = glyphs::Style{}.thickness_spread;
  double wobble = glyphs::Style{}.wobble;
  double elastic = glyphs::Style{}.elastic;

  static constexpr auto fields = assay::fields(
      assay::field("count", &GlyphsOptions::count, "number of images; a smaller set is the beginning of a larger one").in(2, 1000000),
      assay::field("test_count", &GlyphsOptions::test_count, "how many of the images, the last, are the test part").in(0, 1000000),
      assay::field("size", &GlyphsOptions::size, "side of the images, pixels").in(8, 64),
      assay::field("classes", &GlyphsOptions::classes, "how many digits, from 0 on").in(2, 10),
      assay::field("seed", &GlyphsOptions::seed, "which set of images; independent of the trial's seed").at_least(0),
      assay::field("variety", &GlyphsOptions::variety, "share of the images that are not written in their digit's usual way").in(0.0, 1.0),
      assay::field("slant", &GlyphsOptions::slant, "spread of the shear, widths per height").in(0.0, 1.0),
      assay::field("rotation", &GlyphsOptions::rotation, "spread of the rotation, degrees").in(0.0, 45.0),
      assay::field("scale", &GlyphsOptions::scale, "relative spread of width and height, each").in(0.0, 0.5),
      assay::field("shift", &GlyphsOptions::shift, "spread of the position per axis, fraction of the side").in(0.0, 0.25),
      assay::field("thickness", &GlyphsOptions::thickness, "mean width of the pen, fraction of the side").in(0.02, 0.3),
      assay::field("thickness_spread", &GlyphsOptions::thickness_spread, "spread of the width of the pen, fraction of the side").in(0.0, 0.1),
      assay::field("wobble", &GlyphsOptions::wobble, "spread of the strokes' control points per axis, fraction of the digit's height").in(0.0, 0.2),
      assay::field("elastic", &GlyphsOptions::elastic, "root mean square of the smooth distortion per axis, fraction of the side").in(0.0, 0.2));
};

/// Written digits drawn from pen strokes, 8-bit grey in [0, 1]: a clustering task that needs no files.
class Glyphs final : public assay::Dataset {
 public:
  Glyphs(const GlyphsOptions& options, assay::BuildContext& /*context*/) : options_(options) {
    datasets::require_training_samples("glyphs", options_.count, options_.test_count);
    if (options_.count * options_.size * options_.size <= most_pixels) return;
    throw assay::SpecError({"spec.too-large",
                            "dataset 'glyphs' would need more than 4 GiB of memory for " + std::to_string(options_.count) + " images of side " +
                                std::to_string(options_.size),
                            {},
                            "use fewer or smaller images",
                            {}});
  }

  assay::DatasetInfo info() const override {
    assay::DatasetInfo info;
    info.shape = {1, options_.size, options_.size};
    info.count = options_.count;
    info.test_count = options_.test_count;
    info.classes = options_.classes;
    for (std::int64_t digit = 0; digit < options_.classes; ++digit) info.class_names.push_back(std::to_string(digit));
    return info;
  }

  assay::DatasetContents load() const override {
    const std::int64_t pixels = options_.size * options_.size;
    const glyphs::GlyphPainter painter(assay::stream_seed(static_cast<std::uint64_t>(options_.seed), "dataset.glyphs"),
                                       static_cast<int>(options_.classes), static_cast<int>(options_.size), style());
    assay::DatasetContents contents;
    contents.x = torch::empty({options_.count, pixels}, torch::kFloat32);
    contents.labels = torch::empty({options_.count}, torch::kInt64);
    contents.split = datasets::last_for_testing(options_.count, options_.test_count);
    auto* image = contents.x.data_ptr<float>();
    auto* label = contents.labels.data_ptr<std::int64_t>();
    for (std::int64_t i = 0; i < options_.count; ++i) {
      painter.paint(i, image + i * pixels);
      label[i] = painter.digit(i);
    }
    return contents;
  }

 private:
  static constexpr std::int64_t most_pixels = std::int64_t{1} << 30;

  glyphs::Style style() const {
    return {options_.variety,          options_.slant,  options_.rotation, options_.scale, options_.shift, options_.thickness,
            options_.thickness_spread, options_.wobble, options_.elastic};
  }

  GlyphsOptions options_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Glyphs, GlyphsOptions>("glyphs",
                                                     "written digits drawn from pen strokes, with random slant, scale, pen and distortion"));
