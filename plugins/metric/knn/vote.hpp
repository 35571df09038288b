#pragma once

#include <cstdint>
#include <vector>

namespace assay::metric_knn {

/// What most of the nearest neighbours say.
struct Vote {
  std::int64_t smallest = 0;  ///< of labels with equally many votes the smallest
  std::int64_t nearest = 0;   ///< of labels with equally many votes that of the nearest neighbour
};

/// The majority of `labels`, which are ordered from the nearest neighbour on, among the first `count`. `classes` bounds the labels.
Vote majority(const std::int64_t* labels, std::int64_t count, std::int64_t classes);

}  // namespace assay::metric_knn
