#pragma once

#include <cstdint>

#include <assay/plugin.hpp>

/// What draws features of one class together and features of different classes apart: features [B, F], classes int64 [B] → a scalar. All are 0,
/// with gradient 0, where no two samples share a class or no two differ.
namespace assay::baseline_metric_embedding {

/// Lifted structure (Song et al. 2016, eq. 4), with D_ij the Euclidean distance and P the pairs of equal class:
///   J_ij = D_ij + ln(Σ_{k: c_k ≠ c_i} e^{m − D_ik} + Σ_{l: c_l ≠ c_j} e^{m − D_jl}),   (1 / 2|P|) Σ_P max(0, J_ij)².
Tensor lifted_structure_loss(const Tensor& features, const Tensor& classes, double margin);

/// Semi-hard triplets (Schroff et al. 2015) on squared distances: the mean of max(0, m + D²_ap − D²_an) over ordered pairs (a, p) of equal class.
/// n is the nearest sample of another class that is farther from a than p is, or the farthest where none is.
Tensor semi_hard_triplet_loss(const Tensor& features, const Tensor& classes, double margin);

/// The mean of ‖f_i − μ_c‖² with μ_c the mean of the labeled features of the class of i. The last `labeled` rows are the labeled ones; every class
/// that occurs is among theirs.
Tensor centroid_loss(const Tensor& features, const Tensor& classes, std::int64_t labeled);

}  // namespace assay::baseline_metric_embedding
