#include "merging.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::baseline_jule {
namespace {

constexpr std::int64_t crowd = 20;  // clusters per one that is wanted

/// The means of clusters while they are merged.
class Centroids {
 public:
  Centroids(const Tensor& features, const Clustering& clustering)
      : sums_(torch::zeros({clustering.count, features.size(1)}, torch::kFloat64)), sizes_(torch::zeros({clustering.count}, torch::kFloat64)) {
    const Tensor cluster = torch::tensor(clustering.clusters, torch::kInt64);
    sums_.index_add_(0, cluster, features.to(torch::kFloat64));
    sizes_.index_add_(0, cluster, torch::ones({features.size(0)}, torch::kFloat64));
  }

  /// The other cluster with the nearest centroid; of equal distance the lowest.
  [[nodiscard]] std::int64_t nearest(std::int64_t i) const {
    const Tensor centroids = sums_ / sizes_.unsqueeze(1);
    Tensor distances = (centroids - centroids[i]).square().sum(1);
    distances.masked_fill_(sizes_.eq(0.0), std::numeric_limits<double>::infinity());
    distances[i].fill_(std::numeric_limits<double>::infinity());
    return distances.argmin().item<std::int64_t>();
  }
  void merge(std::int64_t kept, std::int64_t gone) {
    sums_[kept] += sums_[gone];
    sizes_[kept] += sizes_[gone];
    sizes_[gone].zero_();
  }

 private:
  Tensor sums_;   ///< [n, F]
  Tensor sizes_;  ///< [n]; 0: merged into another
};

/// The clusters by their affinity and by their centroids.
class Merging {
 public:
  Merging(const Tensor& features, const NeighbourGraph& graph, const Clustering& start, const MergeRule& rule)
      : agglomeration_(graph, start.clusters, rule), centroids_(features, start) {}

  [[nodiscard]] std::int64_t count() const { return agglomeration_.count(); }
  /// Merges an isolated cluster; returns false when there is none.
  bool merge_isolated() {
    const std::int64_t isolated = agglomeration_.smallest_isolated();
    if (isolated < 0) return false;
    merge(isolated, centroids_.nearest(isolated));
    return true;
  }
  void merge_best() {
    const auto best = agglomeration_.best();
    if (!best) {
      merge_isolated();
      return;
    }
    last_affinity_ = best->affinity;
    merge(best->first, best->second);
  }
  [[nodiscard]] Clustering clustering() const { return {agglomeration_.clusters(), count(), last_affinity_}; }

 private:
  void merge(std::int64_t a, std::int64_t b) {
    const std::int64_t kept = agglomeration_.merge(a, b);
    centroids_.merge(kept, kept == a ? b : a);
  }

  Agglomeration agglomeration_;
  Centroids centroids_;
  double last_affinity_ = Clustering{}.last_affinity;
};

}  // namespace

std::int64_t clusters_after_merging(std::int64_t count, const MergeOptions& options) {
  const auto merges = static_cast<std::int64_t>(std::ceil(options.share * static_cast<double>(count)));
  return std::max(options.clusters, count - merges);
}

Clustering initial_clusters(const NeighbourGraph& graph, std::int64_t least) {
  Clustering clustering;
  clustering.clusters = chained_clusters(graph);
  clustering.count = *std::max_element(clustering.clusters.begin(), clustering.clusters.end()) + 1;
  if (clustering.count >= least) return clustering;
  std::iota(clustering.clusters.begin(), clustering.clusters.end(), 0);
  clustering.count = graph.count();
  return clustering;
}

Clustering merged(const Tensor& features, const NeighbourGraph& graph, const Clustering& start, const MergeOptions& options) {
  const torch::NoGradGuard no_grad;
  Merging merging(features, graph, start, options.rule);
  while (merging.count() > crowd * options.clusters) {
    if (!merging.merge_isolated()) break;
  }
  const std::int64_t target = clusters_after_merging(merging.count(), options);
  while (merging.count() > target) merging.merge_best();
  return merging.clustering();
}

}  // namespace assay::baseline_jule
