#pragma once

#include <cstdint>

#include <assay/plugin.hpp>

namespace depict {

/// The clusters of k-means from which DEPICT starts.
struct InitialClusters {
  assay::Tensor assigned;    ///< int64 [N], on the CPU
  assay::Tensor directions;  ///< float32 [K, F], on the CPU: the centres, scaled to a Euclidean norm of 1
};

/// k-means on codes [N, F] from greedy k-means++ centres; of `restarts` the one of lowest inertia.
InitialClusters cluster_codes(const assay::Tensor& codes, std::int64_t clusters, std::int64_t restarts, assay::Stream& stream);

}  // namespace depict
