#pragma once

#include <cstdint>
#include <vector>

#include <assay/plugin.hpp>

namespace assay::baseline_jule {

/// Rows of one batch: P pairs of one cluster each, with M rows of other clusters for every pair.
struct Triplets {
  Tensor anchors;    ///< int64 [P]
  Tensor positives;  ///< int64 [P]
  Tensor negatives;  ///< int64 [P, M], different ones in each row

  /// Whether there is nothing to learn from: no two rows of one cluster, or only one cluster.
  [[nodiscard]] bool empty() const { return anchors.numel() == 0; }
};

/// All pairs i < j of one cluster, cluster after cluster, and at random `most_negatives` negatives for each, or one less than the batch has clusters
/// where that is fewer. `clusters`: of each row.
Triplets draw_triplets(const std::vector<std::int64_t>& clusters, std::int64_t most_negatives, Stream& stream);

struct TripletOptions {
  double positive_weight = 1.0;  ///< γ
  double margin = 0.2;
};

/// The weighted triplet loss (Yang et al. 2016): max(0, γ‖a − p‖² − ‖a − n‖² + margin), mean over all triplets. z [B, F] → scalar.
Tensor triplet_loss(const Tensor& z, const Triplets& triplets, const TripletOptions& options);

}  // namespace assay::baseline_jule
