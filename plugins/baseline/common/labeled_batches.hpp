#pragma once

#include <cstdint>

#include <assay/plugin.hpp>

namespace baselines {

using assay::Tensor;

/// The labeled samples of one step.
struct LabeledBatch {
  Tensor x;        ///< [b, D]
  Tensor rows;     ///< int64 [b], in the data
  Tensor classes;  ///< int64 [b]
};

/// Hands out labeled samples batch by batch: all of them in a random order, then all in another, and so on. A batch may reach into the next order,
/// so every sample is used equally often whatever the size of a batch.
class LabeledBatches {
 public:
  /// `shuffle` is a host stream, so that the order is the same on every device, and has to outlive this object.
  LabeledBatches(const Tensor& x, const assay::LabeledSamples& labels, assay::Stream& shuffle);

  LabeledBatch next(std::int64_t count);

 private:
  Tensor x_;
  assay::LabeledSamples labels_;
  assay::Stream* shuffle_;
  Tensor waiting_;  ///< int64, on the CPU: positions among the labeled samples that come next
};

/// The rows of data with `count` samples that are not labeled, ascending: int64, on the device of the labels.
Tensor unlabeled_rows(std::int64_t count, const assay::LabeledSamples& labels);

}  // namespace baselines
