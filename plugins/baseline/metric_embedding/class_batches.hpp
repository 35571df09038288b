#pragma once

#include <cstdint>

#include "../common/labeled_batches.hpp"

namespace assay::baseline_metric_embedding {

/// Hands out equally many labeled samples of every class, drawn anew for each batch.
class ClassBatches {
 public:
  /// `shuffle` is a host stream, so that the choice is the same on every device, and has to outlive this object.
  ClassBatches(const Tensor& x, const LabeledSamples& labels, Stream& shuffle);

  /// `per_class` samples of each class, or all where there are fewer, none twice.
  [[nodiscard]] baselines::LabeledBatch next(std::int64_t per_class) const;

 private:
  Tensor x_;  ///< the labeled samples alone
  LabeledSamples labels_;
  Tensor classes_;  ///< on the CPU
  Stream* shuffle_;
};

}  // namespace assay::baseline_metric_embedding
