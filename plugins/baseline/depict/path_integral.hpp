#pragma once

#include <cstdint>

#include <assay/plugin.hpp>

namespace depict {

/// Agglomerative clustering via path integrals (AC-PIC; Zhang, Zhao, Wang and Tang 2013) of codes [N, F]: int64 [N] on the CPU, 0 … clusters − 1 in
/// order of their first samples.
///
/// Clusters begin as the samples that links to nearest neighbours connect. S_{a|c} = 1_aᵀ (I − z P_c)⁻¹ 1_a / |a|² with z = 0.01 and P of
/// `path_graph` counts the paths within c that begin and end in a. As long as there are more clusters than wanted, the two are merged for which
/// S_{a|a∪b} − S_{a|a} + S_{b|a∪b} − S_{b|b} is largest; ties go to the oldest clusters.
///
/// Throws TrialError "depict.too-few-initial-clusters" when there are fewer clusters than wanted to begin with.
assay::Tensor path_integral_clusters(const assay::Tensor& codes, std::int64_t clusters);

}  // namespace depict
