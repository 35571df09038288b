#pragma once

#include <cstdint>

#include <assay/plugin.hpp>

namespace assay::baseline_metric_embedding {

/// Gathers over an epoch what shows whether the assignments are sound, without any label of theirs:
///   votes.class_<k>       share of the unlabeled samples that the votes put into class k
///   votes.largest_share   the largest of these: 1 when all votes go to one class
///   votes.agreement       share of the unlabeled samples whose most probable class is the voted one
///   votes.confidence      mean over them of the largest class probability
class VoteHealth {
 public:
  explicit VoteHealth(std::int64_t classes) : classes_(classes) {}

  void declare(Recorder& recorder) const;
  void clear() { sums_ = Tensor(); }
  /// One step: the voted classes int64 [B] of unlabeled samples and their logits [B, K].
  void add(const Tensor& voted, const Tensor& logits);
  /// Records the epoch and returns the largest share.
  double record(Recorder& recorder) const;

 private:
  std::int64_t classes_;
  Tensor sums_;  ///< [K + 2] float64, on the device: votes of each class, agreements, confidences
};

}  // namespace assay::baseline_metric_embedding
