#include "cifar_batch.hpp"
#include "common/errors.hpp"
#include "common/file_dataset.hpp"

namespace {

using datasets::PartNames;
using datasets::ReadingOptions;
using datasets::ReadingSettings;

/// Binary batches of CIFAR-10 or CIFAR-100, 32 x 32 pixels in red, green and blue.
class CifarDataset : public datasets::FileDataset {
 public:
  CifarDataset(ReadingSettings settings, std::int64_t label_bytes, const assay::BuildContext& context)
      : FileDataset(std::move(settings), context), label_bytes_(label_bytes) {}

 private:
  std::unique_ptr<datasets::PartReader> open(const PartNames& names) const final { return cifar::open_batch(find(names.samples), label_bytes_); }

  std::int64_t label_bytes_;
};

std::vector<PartNames> batches(const std::vector<std::string>& train, const std::vector<std::string>& test, const std::string& split) {
  std::vector<PartNames> parts;
  if (split != "test") {
    for (const auto& file : train) parts.push_back({file, {}, false});
  }
  if (split != "train") {
    for (const auto& file : test) parts.push_back({file, {}, true});
  }
  return parts;
}

struct CifarOptions : ReadingOptions {
  std::vector<std::string> train_samples;
  std::vector<std::string> test_samples;
  std::int64_t classes = 10;
  std::int64_t label_bytes = 1;

  static constexpr auto fields = std::tuple_cat(
      assay::fields(
          assay::field("train_samples", &CifarOptions::train_samples, "training batches: files relative to a folder of ASSAY_DATA").required(),
          assay::field("test_samples", &CifarOptions::test_samples, "test batches; empty: no test part"),
          assay::field("label_bytes", &CifarOptions::label_bytes, "bytes before each image, the last of which is the label: CIFAR-10 1, CIFAR-100 2")
              .in(1, 2)),
      ReadingOptions::fields, assay::fields(assay::field("classes", &CifarOptions::classes, "number of classes").in(1, 256)));
};

class Cifar final : public CifarDataset {
 public:
  Cifar(const CifarOptions& options, assay::BuildContext& context) : CifarDataset(settings_for(options), options.label_bytes, context) {}

 private:
  static ReadingSettings settings_for(const CifarOptions& options) {
    ReadingSettings settings;
    settings.parts = batches(options.train_samples, options.test_samples, options.split);
    for (const auto& part : settings.parts) {
      if (part.samples.empty()) throw datasets::inconsistent("dataset 'cifar' has an empty file name");
    }
    if (settings.parts.empty()) throw datasets::inconsistent("dataset 'cifar' names no batches of split '" + options.split + "'");
    apply(options, "cifar", settings);
    settings.labels.classes = options.classes;
    return settings;
  }
};

struct Cifar10Options {
  std::string folder = "cifar10";
  std::vector<std::string> train_samples = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"};
  std::vector<std::string> test_samples = {"test_batch.bin"};
  std::string split = "all";
  std::int64_t limit = 0;
  std::string scale = "unit";

  static constexpr auto fields = assay::fields(
      assay::field("folder", &Cifar10Options::folder, "folder of the files, relative to a folder of ASSAY_DATA"),
      assay::field("train_samples", &Cifar10Options::train_samples, "training batches in the folder"),
      assay::field("test_samples", &Cifar10Options::test_samples, "test batches in the folder"),
      assay::field("split", &Cifar10Options::split, "part to use; all: training, then test samples").one_of("all", "train", "test"),
      assay::field("limit", &Cifar10Options::limit, "use the first so many samples in stored order; 0: all").at_least(0),
      assay::field("scale", &Cifar10Options::scale, "range of the values: unit [0, 1], dec [0, 5.1], sym [-1, 1], twice [0, 2], none as stored")
          .one_of("unit", "dec", "sym", "twice", "none"));
};

class Cifar10 final : public CifarDataset {
 public:
  Cifar10(const Cifar10Options& options, assay::BuildContext& context) : CifarDataset(settings_for(options), 1, context) {}

 private:
  static ReadingSettings settings_for(const Cifar10Options& options) {
    ReadingSettings settings;
    settings.parts = batches(options.train_samples, options.test_samples, options.split);
    if (settings.parts.empty()) throw datasets::inconsistent("dataset 'cifar10' names no batches of split '" + options.split + "'");
    for (auto& part : settings.parts) part.samples = datasets::in_folder(options.folder, part.samples);
    settings.published = datasets::published_in(options.folder, "cifar10");
    settings.limit = options.limit;
    settings.scale = options.scale;
    settings.class_names = {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"};
    return settings;
  }
};

}  // namespace

ASSAY_PLUGIN(assay::component<Cifar, CifarOptions>("cifar", "binary batches of CIFAR, 32 x 32 pixels in three colours"),
             assay::component<Cifar10, Cifar10Options>("cifar10", "CIFAR-10, 60000 photographs of 32 x 32 in three colours"));
