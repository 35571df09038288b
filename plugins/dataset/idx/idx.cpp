#include "idx_dataset.hpp"

namespace {

using idx::IdxDataset;
using idx::IdxSettings;

assay::SpecError inconsistent(std::string message, std::string help) {
  return assay::SpecError({"spec.inconsistent-options", std::move(message), {}, std::move(help), {}});
}

struct IdxOptions {
  std::string train_images;
  std::string train_labels;
  std::string test_images;
  std::string test_labels;
  std::string split = "all";
  std::int64_t limit = 0;
  std::string scale = "unit";
  std::vector<double> range;
  std::int64_t classes = 10;
  std::int64_t memory_limit = 4096;

  static constexpr auto fields = assay::fields(
      assay::field("train_images", &IdxOptions::train_images, "file of the training images, relative to a folder of ASSAY_DATA").required(),
      assay::field("train_labels", &IdxOptions::train_labels, "file of their labels; empty: no labels"),
      assay::field("test_images", &IdxOptions::test_images, "file of the test images; empty: no test part"),
      assay::field("test_labels", &IdxOptions::test_labels, "file of their labels"),
      assay::field("split", &IdxOptions::split, "part to use; all: training, then test samples").one_of("all", "train", "test"),
      assay::field("limit", &IdxOptions::limit, "use the first so many samples in stored order; 0: all").at_least(0),
      assay::field("scale", &IdxOptions::scale, "range of the values: unit [0, 1], dec [0, 5.1], sym [-1, 1], twice [0, 2], none as stored")
          .one_of("unit", "dec", "sym", "twice", "none"),
      assay::field("range", &IdxOptions::range,
                   "lowest and highest stored value; empty: 0 to 255 for uint8, -128 to 127 for int8, 0 to 1 for floats"),
      assay::field("classes", &IdxOptions::classes, "number of classes, labels count from 0").in(1, 1000000),
      assay::field("memory_limit", &IdxOptions::memory_limit, "most memory that the samples may take as float32, MiB").in(1, 1048576));
};

IdxSettings settings_of(const IdxOptions& options) {
  if (options.train_images.empty()) throw inconsistent("dataset 'idx' has an empty 'train_images'", {});
  const bool has_test = !options.test_images.empty();
  if (options.split == "test" && !has_test)
    throw inconsistent("dataset 'idx' has split 'test' but no 'test_images'", "name the file of the test images");
  if (!has_test && !options.test_labels.empty()) throw inconsistent("dataset 'idx' has 'test_labels' but no 'test_images'", {});
  if (options.split == "all" && has_test && options.train_labels.empty() != options.test_labels.empty()) {
    throw inconsistent("dataset 'idx' has labels for one part only", "name the labels of both parts, or of neither");
  }
  if (!options.range.empty() && (options.range.size() != 2 || options.range[0] >= options.range[1])) {
    throw inconsistent("dataset 'idx' wants 'range' to be two numbers, the lower first", "for example range = [0, 255]");
  }
  IdxSettings settings;
  if (options.split != "test") settings.parts.push_back({options.train_images, options.train_labels, false});
  if (options.split != "train" && has_test) settings.parts.push_back({options.test_images, options.test_labels, true});
  settings.limit = options.limit;
  settings.scale = options.scale;
  if (!options.range.empty()) settings.range = idx::Range{options.range[0], options.range[1]};
  settings.classes = options.classes;
  settings.memory_limit = options.memory_limit;
  return settings;
}

/// Any pair of IDX files.
class Idx final : public IdxDataset {
 public:
  Idx(const IdxOptions& options, assay::BuildContext& context) : IdxDataset(settings_of(options), context) {}
};

/// MNIST and its successors share file names, sizes and options; `Set` says the folder and what the classes are called.
template <class Set>
struct PresetOptions {
  std::string folder = Set::folder;
  std::string split = "all";
  std::int64_t limit = 0;
  std::string scale = "unit";

  static constexpr auto fields = assay::fields(
      assay::field("folder", &PresetOptions::folder, "folder of the four files, relative to a folder of ASSAY_DATA"),
      assay::field("split", &PresetOptions::split, "part to use; all: 60000 training, then 10000 test images").one_of("all", "train", "test"),
      assay::field("limit", &PresetOptions::limit, "use the first so many images in stored order; 0: all").at_least(0),
      assay::field("scale", &PresetOptions::scale, "range of the values: unit [0, 1], dec [0, 5.1], sym [-1, 1], twice [0, 2], none [0, 255]")
          .one_of("unit", "dec", "sym", "twice", "none"));
};

template <class Set>
IdxSettings preset(const PresetOptions<Set>& options) {
  const std::string folder = options.folder.empty() ? "" : options.folder + "/";
  IdxSettings settings;
  if (options.split != "test") settings.parts.push_back({folder + "train-images-idx3-ubyte", folder + "train-labels-idx1-ubyte", false});
  if (options.split != "train") settings.parts.push_back({folder + "t10k-images-idx3-ubyte", folder + "t10k-labels-idx1-ubyte", true});
  settings.limit = options.limit;
  settings.scale = options.scale;
  settings.class_names = Set::class_names();
  return settings;
}

template <class Set>
class Preset final : public IdxDataset {
 public:
  Preset(const PresetOptions<Set>& options, assay::BuildContext& context) : IdxDataset(preset(options), context) {}
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

ASSAY_PLUGIN(assay::component<Idx, IdxOptions>("idx", "images and labels in IDX files, plain or gzip-compressed"),
             assay::component<Preset<Mnist>, PresetOptions<Mnist>>("mnist", "MNIST, 70000 handwritten digits of 28 x 28"),
             assay::component<Preset<FashionMnist>, PresetOptions<FashionMnist>>("fashion_mnist",
                                                                                 "Fashion-MNIST, 70000 pictures of clothes of 28 x 28"),
             assay::component<Preset<Kmnist>, PresetOptions<Kmnist>>("kmnist", "Kuzushiji-MNIST, 70000 cursive characters of 28 x 28"));
