#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <assay/plugin.hpp>

/// What methods share that put samples into clusters.
namespace baselines {

/// Throws SpecError "<method>.too-few-samples" when there are fewer samples than clusters. `count` 0: not known yet.
inline void require_samples(const std::string& method, std::int64_t clusters, std::int64_t count) {
  if (count == 0 || count >= clusters) return;
  throw assay::SpecError({method + ".too-few-samples",
                          "baseline '" + method + "' wants " + std::to_string(clusters) + " clusters of " + std::to_string(count) + " samples",
                          {},
                          "set 'clusters' to at most the number of samples",
                          {}});
}

/// Renames clusters to 0, 1, … in order of their first samples. `names`: of each sample, 0 <= name < `bound`.
inline std::vector<std::int64_t> numbered(const std::vector<std::int64_t>& names, std::int64_t bound) {
  std::vector<std::int64_t> number(static_cast<std::size_t>(bound), -1);
  std::vector<std::int64_t> out;
  std::int64_t found = 0;
  for (const std::int64_t name : names) {
    auto& cluster = number[static_cast<std::size_t>(name)];
    if (cluster < 0) cluster = found++;
    out.push_back(cluster);
  }
  return out;
}

/// The nearest of `centres` float64 [K, D] to each of x [B, D], int64 [B] on the CPU.
inline assay::Tensor nearest_centres(const assay::Tensor& x, const assay::Tensor& centres) {
  const assay::Tensor samples = x.to(torch::kCPU, torch::kFloat64);
  return (centres.square().sum(1).unsqueeze(0) - 2.0 * samples.mm(centres.t())).argmin(1);
}

/// int64 [B] → float32 [B, K], on the device of `x`.
inline assay::Tensor one_hot(const assay::Tensor& assigned, std::int64_t clusters, const assay::Tensor& x) {
  return torch::zeros({assigned.size(0), clusters}, torch::kFloat32).scatter(1, assigned.unsqueeze(1), 1.0).to(x.device());
}

}  // namespace baselines
