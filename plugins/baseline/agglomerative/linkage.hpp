#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <assay/plugin.hpp>

namespace assay::baseline_agglomerative {

/// How far apart two clusters are. ward: √(2ab/(a+b)) times the distance of the means, for sizes a and b; average: mean over all pairs of samples;
/// complete: largest; single: smallest distance of a pair.
enum class Linkage { ward, average, complete, single };

Linkage linkage_of(const std::string& name);

/// Two clusters that become one, each named by one of its samples.
struct Merge {
  std::int64_t first = 0;
  std::int64_t second = 0;
  double height = 0.0;  ///< their distance
};

/// All n − 1 merges of x [n, D], lowest first, by the nearest-neighbour chain (Murtagh 1983) with the update of Lance and Williams (1967).
/// Holds n(n − 1)/2 distances in double precision.
std::vector<Merge> merges(const Tensor& x, Linkage linkage);

/// The clusters after the first n − `clusters` merges, [n] int64, numbered in order of their first samples.
Tensor cut(const std::vector<Merge>& merges, std::int64_t clusters);

}  // namespace assay::baseline_agglomerative
