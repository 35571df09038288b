#include "common/stored_array.hpp"
#include "mat_array.hpp"

namespace {

using datasets::ArrayFileOptions;
using datasets::AxisOptions;
using datasets::LabelOptions;
using datasets::ReadingOptions;
using datasets::ReadingSettings;
using datasets::ShapeOptions;

/// Samples and labels in variables of MATLAB files.
class MatDataset : public datasets::ArrayDataset {
 public:
  MatDataset(ReadingSettings settings, datasets::ArrayLayout layout, const assay::BuildContext& context)
      : ArrayDataset(std::move(settings), layout, context) {}

 private:
  datasets::StoredArray open_array(const datasets::ArrayName& name) const final {
    return mat::open_mat(find(name.file), name.array, static_cast<std::uint64_t>(settings().memory_limit) << 20U);
  }
};

struct MatOptions : ArrayFileOptions, ReadingOptions, ShapeOptions, AxisOptions, LabelOptions {
  static constexpr auto fields =
      std::tuple_cat(ArrayFileOptions::fields, ReadingOptions::fields, ShapeOptions::fields, AxisOptions::fields, LabelOptions::fields);
};

class Mat final : public MatDataset {
 public:
  Mat(const MatOptions& options, assay::BuildContext& context) : MatDataset(datasets::settings_of(options, "mat"), options.layout(), context) {}
};

struct SvhnOptions {
  std::string folder = "svhn";
  bool extra = false;
  std::string split = "all";
  std::int64_t limit = 0;
  std::string scale = "unit";

  static constexpr auto fields = assay::fields(
      assay::field("folder", &SvhnOptions::folder, "folder of the files, relative to a folder of ASSAY_DATA"),
      assay::field("extra", &SvhnOptions::extra, "whether the 531131 additional images belong to the training part"),
      assay::field("split", &SvhnOptions::split, "part to use; all: training, then test samples").one_of("all", "train", "test"),
      assay::field("limit", &SvhnOptions::limit, "use the first so many samples in stored order; 0: all").at_least(0),
      assay::field("scale", &SvhnOptions::scale, "range of the values: unit [0, 1], dec [0, 5.1], sym [-1, 1], twice [0, 2], none as stored")
          .one_of("unit", "dec", "sym", "twice", "none"));
};

/// SVHN, format 2: X is 32 x 32 x 3 x N and y is N x 1, in which 10 stands for the digit 0.
class Svhn final : public MatDataset {
 public:
  Svhn(const SvhnOptions& options, assay::BuildContext& context) : MatDataset(settings_for(options), {true, true, false}, context) {}

 private:
  static ReadingSettings settings_for(const SvhnOptions& options) {
    ReadingSettings settings;
    const auto add = [&](const std::string& part, bool test) {
      const std::string file = datasets::in_folder(options.folder, part + "_32x32.mat");
      settings.parts.push_back({file + ":X", file + ":y", test});
    };
    if (options.split != "test") add("train", false);
    if (options.split != "test" && options.extra) add("extra", false);
    if (options.split != "train") add("test", true);
    settings.published = datasets::published_in(options.folder, "svhn");
    settings.limit = options.limit;
    settings.scale = options.scale;
    settings.labels = {10, 0, {10, 1, 2, 3, 4, 5, 6, 7, 8, 9}};
    settings.class_names = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    return settings;
  }
};

}  // namespace

ASSAY_PLUGIN(assay::component<Mat, MatOptions>("mat", "samples and labels in variables of MATLAB files"),
             assay::component<Svhn, SvhnOptions>("svhn", "SVHN, 99289 house numbers of 32 x 32 in three colours"));
