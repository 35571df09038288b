#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace datasets {

/// What stored labels mean.
struct LabelMap {
  std::int64_t classes = 10;
  std::int64_t first = 0;  ///< the smallest stored label
  bool cyclic = false;     ///< class = label mod classes, else label − first; SVHN stores 1 … 10 and means 0 by 10
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
  std::int64_t* out_;
  std::int64_t samples_;
  LabelMap map_;
  std::string file_;
};

}  // namespace datasets
