#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "class_folders.hpp"
#include "common/errors.hpp"
#include "common/file_dataset.hpp"
#include "png_image.hpp"

namespace {

using datasets::bad_data;
using datasets::PartNames;
using datasets::ReadingOptions;
using datasets::ReadingSettings;
using image_folder::PngHeader;

struct LabelledImage {
  std::filesystem::path path;
  std::int64_t label;
};

/// All images below the folders of the classes, in the order of the classes and of the files' names.
std::vector<LabelledImage> list_images(const std::filesystem::path& root, const std::vector<std::string>& classes) {
  for (const auto& name : image_folder::class_folders(root)) {
    if (std::find(classes.begin(), classes.end(), name) != classes.end()) continue;
    throw bad_data("data.label-out-of-range", fmt::format("the folder '{}' is no class", (root / name).string()),
                   fmt::format("classes are: {}", fmt::join(classes, ", ")));
  }
  std::vector<LabelledImage> images;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    for (const auto& path : image_folder::images_of_class(root, classes[i])) images.push_back({path, static_cast<std::int64_t>(i)});
  }
  if (images.empty()) throw bad_data("data.no-samples", fmt::format("'{}' holds no images", root.string()));
  return images;
}

/// The images of one part; all have the size and the type of the first.
class ImagePart final : public datasets::PartReader {
 public:
  ImagePart(std::filesystem::path root, const std::vector<std::string>& classes)
      : root_(std::move(root)), images_(list_images(root_, classes)), first_(image_folder::read_png_header(images_.front().path)) {}

  datasets::PartHeader header() const override {
    const auto count = static_cast<std::int64_t>(images_.size());
    return {root_.string(), count, {first_.channels, first_.height, first_.width}, first_.type, root_.string(), count};
  }

  void read_samples(datasets::SampleSink& sink) override {
    const datasets::Placement placement({sink.samples(), first_.height, first_.width, first_.channels}, {false, true, false}, root_.string());
    const auto decode = decoder(first_.type, datasets::ByteOrder::big);
    std::vector<double> values(static_cast<std::size_t>(sink.width()));
    for (std::int64_t i = 0; i < sink.samples(); ++i) {
      const auto& path = images_[static_cast<std::size_t>(i)].path;
      decode(pixels_of(path).data(), values.size(), values.data());
      placement.put(values.data(), values.size(), i * sink.width(), sink);
    }
  }

  void read_labels(datasets::LabelSink& sink) override {
    for (std::int64_t i = 0; i < sink.samples(); ++i) sink.put(static_cast<double>(images_[static_cast<std::size_t>(i)].label), i);
  }

 private:
  [[nodiscard]] std::vector<unsigned char> pixels_of(const std::filesystem::path& path) const {
    const PngHeader header = image_folder::read_png_header(path);
    if (header == first_) return image_folder::read_png(path, header);
    throw bad_data("data.shape-mismatch",
                   fmt::format("'{}' is {}, but '{}' is {}", images_.front().path.string(), text_of(first_), path.string(), text_of(header)),
                   "all images must have one size and one kind of colour");
  }

  std::filesystem::path root_;
  std::vector<LabelledImage> images_;
  PngHeader first_;
};

struct ImageFolderOptions : ReadingOptions {
  std::string train_samples;
  std::string test_samples;
  std::vector<std::string> class_names;

  static constexpr auto fields = std::tuple_cat(
      assay::fields(
          assay::field("train_samples", &ImageFolderOptions::train_samples, "folder of the training images, relative to a folder of ASSAY_DATA")
              .required(),
          assay::field("test_samples", &ImageFolderOptions::test_samples, "folder of the test images; empty: no test part")),
      ReadingOptions::fields,
      assay::fields(assay::field("class_names", &ImageFolderOptions::class_names,
                                 "folders of the classes in class order; empty: those of the training images, sorted by name")));
};

ReadingSettings settings_for(const ImageFolderOptions& options) {
  if (std::set<std::string>(options.class_names.begin(), options.class_names.end()).size() != options.class_names.size()) {
    throw datasets::inconsistent("dataset 'image_folder' lists a class twice in 'class_names'");
  }
  datasets::LabelledFileOptions folders;
  folders.train_samples = options.train_samples;
  folders.test_samples = options.test_samples;
  ReadingSettings settings;
  settings.parts = parts_of(folders, options.split, "image_folder");
  apply(options, "image_folder", settings);
  settings.class_names = options.class_names;
  return settings;
}

/// PNG images, one folder per class.
class ImageFolder final : public datasets::FileDataset {
 public:
  ImageFolder(const ImageFolderOptions& options, assay::BuildContext& context)
      : FileDataset(settings_for(options), context), train_(options.train_samples) {}

 private:
  std::unique_ptr<datasets::PartReader> open(const PartNames& names) const override {
    return std::make_unique<ImagePart>(find(names.samples), class_names());
  }

  std::vector<std::filesystem::path> files_of(const PartNames& names) const override {
    std::vector<std::filesystem::path> paths;
    for (auto& image : list_images(find(names.samples), class_names())) paths.push_back(std::move(image.path));
    return paths;
  }

  /// Always from the training images, so that a class has one number in every split.
  std::vector<std::string> class_names() const override {
    return settings().class_names.empty() ? image_folder::class_folders(find(train_)) : settings().class_names;
  }

  std::string train_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<ImageFolder, ImageFolderOptions>("image_folder", "PNG images in one folder per class"));
