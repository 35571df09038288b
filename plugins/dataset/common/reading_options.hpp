#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include <assay/plugin.hpp>

#include "label_sink.hpp"
#include "placement.hpp"
#include "scaling.hpp"

/// The options of data sets that are read from files, in the same words for every format. A reader's option struct derives from those below that it
/// needs and joins their field tables: `fields = std::tuple_cat(FileOptions::fields, ReadingOptions::fields)`.
namespace datasets {

/// One part of a data set; `labels` is empty when there are none, or when they are stored with the samples.
struct PartNames {
  std::string samples;
  std::string labels;
  bool test = false;
};

/// Everything that tells one data set from another of the same format.
struct ReadingSettings {
  std::vector<PartNames> parts;     ///< in stored order, at least one
  std::string published;            ///< what `assay data fetch` calls the files; empty: they are no published data set
  std::int64_t limit = 0;           ///< keep this many samples from the first on; 0: all
  std::string scale = "unit";       ///< see Scaling
  std::optional<Range> range;       ///< of the stored values; nothing: natural to the element type
  std::vector<std::int64_t> shape;  ///< of one sample; empty: as stored
  LabelMap labels;
  std::vector<std::string> class_names;
  std::optional<double> row_norm;    ///< Euclidean norm that every stored sample must have, ±0.001
  bool zero_rows = false;            ///< whether samples of zeros are exempt from `row_norm`
  std::int64_t memory_limit = 4096;  ///< MiB that the samples may take as float32
};

/// Which files; what a name means beyond that is up to the format.
struct FileOptions {
  std::string train_samples;
  std::string train_labels;
  std::string test_samples;
  std::string test_labels;

  static constexpr auto fields = assay::fields(
      assay::field("train_samples", &FileOptions::train_samples, "training samples: a file relative to a folder of ASSAY_DATA").required(),
      assay::field("train_labels", &FileOptions::train_labels, "their labels; empty: no labels"),
      assay::field("test_samples", &FileOptions::test_samples, "test samples; empty: no test part"),
      assay::field("test_labels", &FileOptions::test_labels, "labels of the test samples"));
};

/// For formats whose files hold samples together with labels.
struct LabelledFileOptions {
  std::string train_samples;
  std::string test_samples;

  static constexpr auto fields = assay::fields(
      assay::field("train_samples", &LabelledFileOptions::train_samples, "training samples: a file relative to a folder of ASSAY_DATA").required(),
      assay::field("test_samples", &LabelledFileOptions::test_samples, "test samples; empty: no test part"));
};

/// For formats whose files hold several arrays.
struct ArrayFileOptions : FileOptions {
  static constexpr auto fields = assay::fields(
      assay::field("train_samples", &ArrayFileOptions::train_samples, "training samples, FILE:ARRAY; the file is relative to a folder of ASSAY_DATA")
          .required(),
      assay::field("train_labels", &ArrayFileOptions::train_labels, "their labels, FILE:ARRAY; empty: no labels"),
      assay::field("test_samples", &ArrayFileOptions::test_samples, "test samples; empty: no test part"),
      assay::field("test_labels", &ArrayFileOptions::test_labels, "labels of the test samples"));
};

struct ReadingOptions {
  std::string split = "all";
  std::int64_t limit = 0;
  std::string scale = "unit";
  std::vector<double> range;
  std::int64_t memory_limit = 4096;

  static constexpr auto fields = assay::fields(
      assay::field("split", &ReadingOptions::split, "part to use; all: training, then test samples").one_of("all", "train", "test"),
      assay::field("limit", &ReadingOptions::limit, "use the first so many samples in stored order; 0: all").at_least(0),
      assay::field("scale", &ReadingOptions::scale, "range of the values: unit [0, 1], dec [0, 5.1], sym [-1, 1], twice [0, 2], none as stored")
          .one_of("unit", "dec", "sym", "twice", "none"),
      assay::field("range", &ReadingOptions::range,
                   "lowest and highest stored value; empty: 0 to 255 for uint8, -128 to 127 for int8, 0 to 65535 for uint16, 0 to 1 for floats"),
      assay::field("memory_limit", &ReadingOptions::memory_limit, "most memory that the samples may take as float32, MiB").in(1, 1048576));
};

struct LabelOptions {
  std::int64_t classes = 10;
  std::int64_t first_label = 0;
  std::vector<std::int64_t> label_values;

  static constexpr auto fields =
      assay::fields(assay::field("classes", &LabelOptions::classes, "number of classes; with label_values, their number counts").in(1, 1000000),
                    assay::field("first_label", &LabelOptions::first_label, "stored label of class 0; labels count on from it").in(-1000000, 1000000),
                    assay::field("label_values", &LabelOptions::label_values,
                                 "stored label of each class, where labels do not count on, for example [-1, 1]; empty: they do"));
};

struct ShapeOptions {
  std::vector<std::int64_t> shape;

  static constexpr auto fields = assay::fields(
      assay::field("shape", &ShapeOptions::shape, "channels, height and width of flat samples that are images; empty: as stored").in(1, 1000000));
};

/// Options of a preset; `Set` says the folder.
template <class Set>
struct PresetOptions {
  std::string folder = Set::folder;
  std::string split = "all";
  std::int64_t limit = 0;
  std::string scale = "unit";

  static constexpr auto fields = assay::fields(
      assay::field("folder", &PresetOptions::folder, "folder of the files, relative to a folder of ASSAY_DATA"),
      assay::field("split", &PresetOptions::split, "part to use; all: training, then test samples").one_of("all", "train", "test"),
      assay::field("limit", &PresetOptions::limit, "use the first so many samples in stored order; 0: all").at_least(0),
      assay::field("scale", &PresetOptions::scale, "range of the values: unit [0, 1], dec [0, 5.1], sym [-1, 1], twice [0, 2], none as stored")
          .one_of("unit", "dec", "sym", "twice", "none"));
};

/// The parts that `split` asks for. Throws SpecError when the names do not fit together; `dataset` is how messages call the component.
std::vector<PartNames> parts_of(const FileOptions& files, const std::string& split, const std::string& dataset);
std::vector<PartNames> parts_of(const LabelledFileOptions& files, const std::string& split, const std::string& dataset);

void apply(const ReadingOptions& options, const std::string& dataset, ReadingSettings& settings);
void apply(const LabelOptions& options, const std::string& dataset, ReadingSettings& settings);
void apply(const ShapeOptions& options, const std::string& dataset, ReadingSettings& settings);

/// The settings that a reader's option struct asks for. Throws SpecError.
template <class Options>
ReadingSettings settings_of(const Options& options, const std::string& dataset) {
  ReadingSettings settings;
  settings.parts = parts_of(options, options.split, dataset);
  apply(static_cast<const ReadingOptions&>(options), dataset, settings);
  if constexpr (std::is_base_of_v<ShapeOptions, Options>) apply(static_cast<const ShapeOptions&>(options), dataset, settings);
  if constexpr (std::is_base_of_v<LabelOptions, Options>) apply(static_cast<const LabelOptions&>(options), dataset, settings);
  return settings;
}

/// "folder/name", or "name" when the folder is empty.
std::string in_folder(const std::string& folder, const std::string& name);

/// What `assay data fetch` calls the data set `name` when its files are expected where that puts them, else empty.
std::string published_in(const std::string& folder, const std::string& name);

/// Settings of a preset but for its labels. `train` and `test`: names of the parts in the folder.
template <class Set>
ReadingSettings preset_settings(const PresetOptions<Set>& options, const PartNames& train, const PartNames& test) {
  ReadingSettings settings;
  for (const auto* part : {&train, &test}) {
    if (options.split == (part->test ? "train" : "test")) continue;
    settings.parts.push_back({in_folder(options.folder, part->samples), in_folder(options.folder, part->labels), part->test});
  }
  settings.published = published_in(options.folder, Set::folder);
  settings.limit = options.limit;
  settings.scale = options.scale;
  return settings;
}

}  // namespace datasets
