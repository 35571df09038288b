#include "common/stored_array.hpp"
#include "idx_file.hpp"

namespace {

using datasets::FileOptions;
using datasets::LabelOptions;
using datasets::PresetOptions;
using datasets::ReadingOptions;
using datasets::ReadingSettings;
using datasets::ShapeOptions;

/// Samples and labels in IDX files, as MNIST is published.
class IdxDataset : public datasets::ArrayDataset {
 public:
  IdxDataset(ReadingSettings settings, const assay::BuildContext& context) : ArrayDataset(std::move(settings), {}, context) {}

 private:
  datasets::StoredArray open_array(const datasets::ArrayName& name) const final { return idx::open_idx(find(name.file)); }
  datasets::ArrayName name_of(const std::string& text) const final { return {text, {}}; }  // a file is one array, whatever its name
};

struct IdxOptions : FileOptions, ReadingOptions, ShapeOptions, LabelOptions {
  static constexpr auto fields =
      std::tuple_cat(FileOptions::fields, ReadingOptions::fields, ShapeOptions::fields, LabelOptions::fields,
                     assay::fields(assay::removed("train_images", "use train_samples"), assay::removed("test_images", "use test_samples")));
};

/// Any pair of IDX files.
class Idx final : public IdxDataset {
 public:
  Idx(const IdxOptions& options, assay::BuildContext& context) : IdxDataset(datasets::settings_of(options, "idx"), context) {}
};

/// MNIST and its successors share file names, sizes and options; `Set` says the folder and what the classes are called.
template <class Set>
class Preset final : public IdxDataset {
 public:
  Preset(const PresetOptions<Set>& options, assay::BuildContext& context) : IdxDataset(settings_for(options), context) {}

 private:
  static ReadingSettings settings_for(const PresetOptions<Set>& options) {
    ReadingSettings settings = preset_settings(options, {"train-images-idx3-ubyte", "train-labels-idx1-ubyte", false},
                                               {"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", true});
    settings.class_names = Set::class_names();
    return settings;
  }
};

struct Mnist {
  static constexpr const char* folder = "mnist";
  static std::vector<std::string> class_names() { return {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}; }
};

struct FashionMnist {
  static constexpr const char* folder = "fashion_mnist";
  static std::vector<std::string> class_names() {
    return {"t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"};
  }
};

struct Kmnist {
  static constexpr const char* folder = "kmnist";
  static std::vector<std::string> class_names() { return {"o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"}; }
};

}  // namespace

ASSAY_PLUGIN(assay::component<Idx, IdxOptions>("idx", "samples and labels in IDX files, plain or gzip-compressed"),
             assay::component<Preset<Mnist>, PresetOptions<Mnist>>("mnist", "MNIST, 70000 handwritten digits of 28 x 28"),
             assay::component<Preset<FashionMnist>, PresetOptions<FashionMnist>>("fashion_mnist",
                                                                                 "Fashion-MNIST, 70000 pictures of clothes of 28 x 28"),
             assay::component<Preset<Kmnist>, PresetOptions<Kmnist>>("kmnist", "Kuzushiji-MNIST, 70000 cursive characters of 28 x 28"));
