#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "array_name.hpp"
#include "file_dataset.hpp"
#include "raw_numbers.hpp"

namespace datasets {

/// An array of numbers in a file, open behind its header.
struct StoredArray {
  std::string name;                 ///< how messages call it
  std::vector<std::int64_t> sizes;  ///< of the axes; none for a single number
  ElementType type = ElementType::float32;
  ByteOrder order = ByteOrder::little;
  bool column_major = false;           ///< the first axis varies fastest
  std::unique_ptr<ByteStream> stream;  ///< the numbers and nothing else

  [[nodiscard]] std::int64_t total() const;
  [[nodiscard]] RawNumbers numbers() const { return {stream.get(), type, order, total()}; }
  /// "10000 x 28 x 28 of uint8".
  [[nodiscard]] std::string text() const;
};

/// Which axes of an array mean what.
struct AxisOptions {
  std::string sample_axis = "first";
  std::string channels = "first";

  static constexpr auto fields =
      assay::fields(assay::field("sample_axis", &AxisOptions::sample_axis, "axis that counts the samples").one_of("first", "last"),
                    assay::field("channels", &AxisOptions::channels, "where an image of three axes has its channels: first C x H x W, last H x W x C")
                        .one_of("first", "last"));

  [[nodiscard]] ArrayLayout layout() const { return {sample_axis == "last", channels == "last", false}; }
};

/// A data set whose samples and labels are arrays.
class ArrayDataset : public FileDataset {
 public:
  ArrayDataset(ReadingSettings settings, ArrayLayout layout, const assay::BuildContext& context);
  ~ArrayDataset() override;

 protected:
  /// Throws DataError.
  [[nodiscard]] virtual StoredArray open_array(const ArrayName& name) const = 0;
  /// What an option names (see FileOptions).
  [[nodiscard]] virtual ArrayName name_of(const std::string& text) const { return ArrayName::parse(text); }

 private:
  std::vector<std::filesystem::path> files_of(const PartNames& names) const final;
  std::unique_ptr<PartReader> open(const PartNames& names) const final;

  ArrayLayout layout_;
};

}  // namespace datasets
