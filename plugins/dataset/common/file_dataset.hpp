#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <assay/plugin.hpp>

#include "reading_options.hpp"

namespace datasets {

/// What the files of one part say about themselves before their samples are read.
struct PartHeader {
  std::string file;                 ///< how messages call the samples
  std::int64_t count = 0;           ///< samples, at least 1
  std::vector<std::int64_t> shape;  ///< of one sample
  ElementType type = ElementType::float32;
  std::string labels_file;       ///< how messages call the labels; empty: there are none
  std::int64_t label_count = 0;  ///< labels
};

/// One part of a data set, its files open and their headers checked.
class PartReader {
 public:
  PartReader() = default;
  PartReader(const PartReader&) = delete;
  PartReader& operator=(const PartReader&) = delete;
  virtual ~PartReader();

  [[nodiscard]] virtual PartHeader header() const = 0;
  /// Gives every number of the part to the sink, at least those of the first `sink.samples()` samples. Once per object. Throws DataError.
  virtual void read_samples(SampleSink& sink) = 0;
  /// The same for labels; called after `read_samples`, and only where the header announces labels.
  virtual void read_labels(LabelSink& sink) = 0;
};

/// A data set in files. A format says how a part is opened; limits, scaling, labels, splits and all checks of these are here.
/// The files are looked for when information or data are asked for, not before.
class FileDataset : public assay::Dataset {
 public:
  FileDataset(ReadingSettings settings, const assay::BuildContext& context);
  ~FileDataset() override;

  assay::DatasetInfo info() const final;
  assay::DatasetContents load() const final;
  std::vector<std::filesystem::path> files() const final;

 protected:
  [[nodiscard]] virtual std::unique_ptr<PartReader> open(const PartNames& names) const = 0;
  /// The files of one part, without repetition.
  [[nodiscard]] virtual std::vector<std::filesystem::path> files_of(const PartNames& names) const;

  /// What the classes are called, one name each; empty when nobody knows. Formats whose files say so tell it here.
  [[nodiscard]] virtual std::vector<std::string> class_names() const { return settings_.class_names; }

  [[nodiscard]] const ReadingSettings& settings() const { return settings_; }
  /// Throws DataError data.missing-file.
  [[nodiscard]] std::filesystem::path find(const std::string& name) const;
  /// Throws DataError data.too-large when `bytes` are more than the memory limit; `text` says what needs them.
  void check_memory(double bytes, const std::string& text) const;

 private:
  struct Part;

  std::vector<Part> open_parts() const;
  static void check_labels(const PartHeader& header);
  void check_alike(const std::vector<Part>& parts) const;
  std::int64_t count_of(const std::vector<Part>& parts) const;
  std::int64_t test_count_of(const std::vector<Part>& parts) const;
  std::vector<std::int64_t> shape_of(const PartHeader& header) const;
  [[nodiscard]] LabelMap label_map() const;
  void check_norms(const assay::Tensor& x) const;

  ReadingSettings settings_;
  std::vector<std::filesystem::path> roots_;
};

}  // namespace datasets
