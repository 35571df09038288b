#include <cmath>

#include "common/stored_array.hpp"
#include "npy_file.hpp"

namespace {

using datasets::ArrayFileOptions;
using datasets::AxisOptions;
using datasets::LabelOptions;
using datasets::ReadingOptions;
using datasets::ReadingSettings;
using datasets::ShapeOptions;

/// Samples and labels in files of NumPy.
class NpyDataset : public datasets::ArrayDataset {
 public:
  NpyDataset(ReadingSettings settings, datasets::ArrayLayout layout, const assay::BuildContext& context)
      : ArrayDataset(std::move(settings), layout, context) {}

 private:
  datasets::StoredArray open_array(const datasets::ArrayName& name) const final { return npy::open_npy(find(name.file), name.array); }
};

struct NpyOptions : ArrayFileOptions, ReadingOptions, ShapeOptions, AxisOptions, LabelOptions {
  static constexpr auto fields =
      std::tuple_cat(ArrayFileOptions::fields, ReadingOptions::fields, ShapeOptions::fields, AxisOptions::fields, LabelOptions::fields);
};

class Npy final : public NpyDataset {
 public:
  Npy(const NpyOptions& options, assay::BuildContext& context) : NpyDataset(datasets::settings_of(options, "npy"), options.layout(), context) {}
};

struct Reuters10kOptions {
  std::string folder = "reuters10k";
  std::int64_t limit = 0;
  bool zero_rows = false;

  static constexpr auto fields = assay::fields(
      assay::field("folder", &Reuters10kOptions::folder, "folder of reuters10k.npz, relative to a folder of ASSAY_DATA"),
      assay::field("limit", &Reuters10kOptions::limit, "use the first so many documents in stored order; 0: all").at_least(0),
      assay::field("zero_rows", &Reuters10kOptions::zero_rows, "accept documents without a word of the vocabulary; false: report them as an error"));
};

/// REUTERS-10K: 10000 documents of one root category each as tf-idf of 2000 terms, every row scaled to norm √2000, that is mean square 1
/// (methods-unsupervised, section 1). The values are used as they are; rows of another norm are refused.
class Reuters10k final : public NpyDataset {
 public:
  Reuters10k(const Reuters10kOptions& options, assay::BuildContext& context) : NpyDataset(settings_for(options), {}, context) {}

 private:
  static ReadingSettings settings_for(const Reuters10kOptions& options) {
    ReadingSettings settings;
    settings.parts = {{datasets::in_folder(options.folder, "reuters10k.npz:x"), datasets::in_folder(options.folder, "reuters10k.npz:y"), false}};
    settings.published = datasets::published_in(options.folder, "reuters10k");
    settings.limit = options.limit;
    settings.scale = "none";
    settings.row_norm = std::sqrt(2000.0);
    settings.zero_rows = options.zero_rows;
    settings.labels.classes = 4;
    settings.class_names = {"corporate/industrial", "government/social", "markets", "economics"};
    return settings;
  }
};

}  // namespace

ASSAY_PLUGIN(assay::component<Npy, NpyOptions>("npy", "samples and labels in NPY files and NPZ archives of NumPy"),
             assay::component<Reuters10k, Reuters10kOptions>("reuters10k", "REUTERS-10K, 10000 news documents as tf-idf of 2000 terms"));
