#include "common/file_dataset.hpp"
#include "libsvm_file.hpp"

namespace {

using datasets::LabelledFileOptions;
using datasets::LabelOptions;
using datasets::ReadingOptions;
using datasets::ShapeOptions;

struct LibsvmOptions : LabelledFileOptions, ReadingOptions, ShapeOptions, LabelOptions {
  std::int64_t features = 0;
  std::int64_t first_index = 1;

  static constexpr auto fields = std::tuple_cat(
      LabelledFileOptions::fields,
      assay::fields(assay::field("features", &LibsvmOptions::features, "number of features; 0: up to the largest index of the file").in(0, 100000000),
                    assay::field("first_index", &LibsvmOptions::first_index, "index of the first feature").in(0, 1)),
      ReadingOptions::fields, ShapeOptions::fields, LabelOptions::fields);
};

/// Sparse samples with their labels, made dense.
class Libsvm final : public datasets::FileDataset {
 public:
  Libsvm(const LibsvmOptions& options, assay::BuildContext& context)
      : FileDataset(datasets::settings_of(options, "libsvm"), context), features_(options.features), first_index_(options.first_index) {}

 private:
  std::unique_ptr<datasets::PartReader> open(const datasets::PartNames& names) const override {
    return libsvm::open_libsvm(find(names.samples), first_index_, features_);
  }

  std::int64_t features_;
  std::int64_t first_index_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Libsvm, LibsvmOptions>("libsvm", "sparse samples with labels in LIBSVM text files, plain or gzip-compressed"));
