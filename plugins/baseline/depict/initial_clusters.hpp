#pragma once

#include <cstdint>

#include <assay/plugin.hpp>

namespace depict {

/// k-means on codes [N, F] from greedy k-means++ centres; of `restarts` the one of lowest inertia. int64 [N] on the CPU.
assay::Tensor kmeans_clusters(const assay::Tensor& codes, std::int64_t clusters, std::int64_t restarts, assay::Stream& stream);

/// The mean codes of the clusters that `assigned` [N] names, scaled to a Euclidean norm of 1: float32 [clusters, F]. 0 for a cluster without samples.
assay::Tensor mean_directions(const assay::Tensor& codes, const assay::Tensor& assigned, std::int64_t clusters);

}  // namespace depict
