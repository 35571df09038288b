#pragma once

#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

namespace assay {
inline namespace abi_1 {

/// What is known of a data set without reading its samples.
struct DatasetInfo {
  std::vector<std::int64_t> shape;       ///< of one sample: {channels, height, width} for images, {features} otherwise
  std::int64_t count = 0;                ///< samples; a method is told how many it is trained on
  std::int64_t test_count = 0;           ///< how many of them are the test part
  std::int64_t classes = 0;              ///< 0: no labels
  std::vector<std::string> class_names;  ///< empty, or one per class
  double lowest = 0.0;                   ///< range of the values after scaling; lowest == highest means unbounded
  double highest = 1.0;
  std::int64_t labeled = 0;  ///< how many of the samples a method is told the classes of

  /// Numbers per sample.
  [[nodiscard]] std::int64_t dimensions() const {
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, [](std::int64_t a, std::int64_t b) { return a * b; });
  }
  [[nodiscard]] bool is_image() const { return shape.size() == 3; }
};

}  // namespace abi_1
}  // namespace assay
