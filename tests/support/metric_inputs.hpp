#pragma once

#include <algorithm>
#include <vector>

#include "support/plugin_inputs.hpp"

namespace test_support {

/// Labels and assignments; K is the largest assignment plus one.
inline assay::MetricInputs agreement(const std::vector<std::int64_t>& labels, const std::vector<std::int64_t>& assignments) {
  assay::MetricInputs inputs;
  inputs.clusters = *std::max_element(assignments.begin(), assignments.end()) + 1;
  inputs.assignments = integers(assignments);
  inputs.labels = integers(labels);
  return inputs;
}

/// Features and assignments, without labels.
inline assay::MetricInputs separation(const Tensor& features, const std::vector<std::int64_t>& assignments) {
  assay::MetricInputs inputs = agreement(assignments, assignments);
  inputs.labels = Tensor();
  inputs.features = features;
  return inputs;
}

/// The two labelings whose measures are worked out by hand.
inline assay::MetricInputs small_example() { return agreement({0, 0, 0, 1, 1, 1}, {0, 0, 1, 1, 2, 2}); }
inline assay::MetricInputs larger_example() { return agreement({0, 0, 0, 0, 0, 1, 1, 1, 2, 2}, {0, 0, 0, 0, 1, 1, 1, 2, 2, 2}); }

}  // namespace test_support
