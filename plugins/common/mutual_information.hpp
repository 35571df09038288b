#pragma once

#include <assay/plugin.hpp>

namespace plugin_common {

/// What two partitions of the same samples tell about each other, in nats.
struct MutualInformation {
  double shared = 0.0;       ///< I = Σ (n_ij/N) ln(N n_ij / (a_i b_j))
  double of_clusters = 0.0;  ///< entropy of the rows; exactly 0 when one of them has all samples
  double of_classes = 0.0;   ///< entropy of the columns

  /// I / normaliser, for a mean of the entropies; 1 when both partitions are a single part, 0 when only one of them is.
  [[nodiscard]] double over(double normaliser) const;
};

MutualInformation mutual_information(const assay::Contingency& table);

/// Normalised mutual information with the geometric mean of the entropies, that of the older literature. In [0, 1].
double geometric_nmi(const assay::Contingency& table);

}  // namespace plugin_common
