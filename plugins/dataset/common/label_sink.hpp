#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace datasets {

/// What stored labels mean.
struct LabelMap {
  std::int64_t classes = 10;
  std::int64_t first = 0;            ///< the label of class 0; labels count on from it
  std::vector<std::int64_t> values;  ///< when there are any: the label of each class instead
};

/// Takes the stored labels of one part, checks them and puts their classes into the result.
class LabelSink {
 public:
  LabelSink(std::int64_t* out, std::int64_t samples, LabelMap map, std::string file);

  [[nodiscard]] std::int64_t samples() const { return samples_; }
  /// The label of sample `index`; labels beyond the wanted samples are passed over.
  /// Throws DataError data.label-not-whole, data.label-out-of-range.
  void put(double label, std::int64_t index);
  void put(const double* labels, std::size_t count, std::int64_t first);

 private:
  [[noreturn]] void refuse(double label, std::int64_t index) const;

  std::int64_t* out_;
  std::int64_t samples_;
  LabelMap map_;
  std::map<std::int64_t, std::int64_t> class_of_;  // of listed labels
  std::string file_;
};

}  // namespace datasets
