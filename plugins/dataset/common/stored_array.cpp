#include "stored_array.hpp"

#include <utility>

#include <fmt/format.h>

#include "errors.hpp"

namespace datasets {
namespace {

class ArrayPart final : public PartReader {
 public:
  ArrayPart(StoredArray samples, std::optional<StoredArray> labels, ArrayLayout layout)
      : samples_(std::move(samples)), labels_(std::move(labels)), placement_(samples_.sizes, layout_of(samples_, layout), samples_.name) {
    header_.file = samples_.name;
    header_.count = placement_.count();
    header_.shape = placement_.shape();
    header_.type = samples_.type;
    if (!labels_) return;
    header_.labels_file = labels_->name;
    header_.label_count = label_count(labels_->sizes, labels_->name);
  }

  PartHeader header() const override { return header_; }
  void read_samples(SampleSink& sink) override { samples_.numbers().read_samples(placement_, sink); }
  void read_labels(LabelSink& sink) override { labels_->numbers().read_labels(sink); }

 private:
  static ArrayLayout layout_of(const StoredArray& array, ArrayLayout layout) {
    layout.column_major = array.column_major;
    return layout;
  }

  StoredArray samples_;
  std::optional<StoredArray> labels_;
  Placement placement_;
  PartHeader header_;
};

}  // namespace

std::int64_t StoredArray::total() const { return capped_product(sizes); }

std::string StoredArray::text() const { return fmt::format("{} of {}", text_of(sizes), name_of(type)); }

ArrayDataset::ArrayDataset(ReadingSettings settings, ArrayLayout layout, const assay::BuildContext& context)
    : FileDataset(std::move(settings), context), layout_(layout) {}
ArrayDataset::~ArrayDataset() = default;

std::vector<std::filesystem::path> ArrayDataset::files_of(const PartNames& names) const {
  return FileDataset::files_of({name_of(names.samples).file, names.labels.empty() ? "" : name_of(names.labels).file, names.test});
}

std::unique_ptr<PartReader> ArrayDataset::open(const PartNames& names) const {
  StoredArray samples = open_array(name_of(names.samples));
  std::optional<StoredArray> labels;
  if (!names.labels.empty()) labels = open_array(name_of(names.labels));
  return std::make_unique<ArrayPart>(std::move(samples), std::move(labels), layout_);
}

}  // namespace datasets
