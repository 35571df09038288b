#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "links.hpp"
#include "neighbour_graph.hpp"

namespace assay::baseline_jule {

struct MergeRule {
  /// How U(a ∪ b, ·) is found after a merge: from the graph, or as U(a, ·) + U(b, ·), which leaves out what enters through a and returns
  /// through b.
  bool exact = false;
  std::int64_t nearest_clusters = 5;  ///< K_c
};

/// Two clusters, and how affine they are.
struct Pair {
  std::int64_t first = 0;
  std::int64_t second = 0;
  double affinity = 0.0;
};

/// The clusters of a graph W while they are merged (Yang et al. 2016) by the affinity of graph degree linkage (Zhang et al.
/// 2012).
///
/// U(a, b) = Σ_{m ∈ b} (Σ_{n ∈ a} W_nm)(Σ_{n ∈ a} W_mn) and A(a, b) = U(a, b)/|a|² + U(b, a)/|b|². Only what is not 0 is stored: for every
/// cluster its affine clusters and, in exact mode, the samples its edges reach. A merge takes as many steps as the affine clusters of the two have
/// affine clusters; in exact mode also one per sample the two reach; choosing the pair takes one per cluster. Nothing grows with N².
class Agglomeration {
 public:
  /// `clusters`: of each sample of the graph, 0 … n − 1 without gaps.
  Agglomeration(const NeighbourGraph& graph, std::vector<std::int64_t> clusters, const MergeRule& rule);

  /// Clusters that are left.
  [[nodiscard]] std::int64_t count() const { return count_; }
  /// U(a, b) of two clusters that are left.
  [[nodiscard]] double one_way(std::int64_t a, std::int64_t b) const;
  /// A(a, b), the same seen from b.
  [[nodiscard]] double affinity(std::int64_t a, std::int64_t b) const;
  /// The two to merge, none when all affinities are 0. Of at most 100 clusters the most affine two; of more, cluster i with its most affine
  /// neighbour N₁ where A(i, N₁) + Σ_{k=2…K_c} (A(i, N₁) − A(i, N_k))/(K_c − 1) is largest.
  [[nodiscard]] std::optional<Pair> best() const;
  /// The smallest cluster that has no affinity to any other; -1 when there is none.
  [[nodiscard]] std::int64_t smallest_isolated() const;
  /// Makes one cluster of two, under the name of the larger one, which is returned.
  std::int64_t merge(std::int64_t a, std::int64_t b);

  /// Of each sample, numbered from 0 in order of their first samples.
  [[nodiscard]] std::vector<std::int64_t> clusters() const;

 private:
  [[nodiscard]] bool alive(std::size_t i) const { return !members_[i].empty(); }
  [[nodiscard]] bool crowded() const;
  [[nodiscard]] double affinity(std::int64_t from, const Link& link) const;
  /// The samples that edges of each cluster lead to or come from, with the sums of W.
  [[nodiscard]] std::vector<Links> reached(const NeighbourGraph& graph) const;
  /// Links to the clusters of the samples in `reach`: `out` is U.
  [[nodiscard]] Links outward(const Links& reach) const;
  void connect(const std::vector<Links>& reach);
  void take_members(std::int64_t kept, std::int64_t gone);
  [[nodiscard]] Links merged_links(std::int64_t kept, std::int64_t gone);
  /// Finds the most affine neighbour of a cluster, and how much it speaks for a merge.
  void rate(std::int64_t i);
  void rate_all();

  MergeRule rule_;
  std::int64_t count_ = 0;
  std::vector<std::int64_t> cluster_;               ///< of each sample
  std::vector<std::vector<std::int64_t>> members_;  ///< of each cluster; empty: merged into another
  std::vector<Links> links_;                        ///< of each cluster a to clusters b: out = U(a, b), back = U(b, a)
  std::vector<Links> reach_;                        ///< in exact mode: of each cluster to samples outside
  std::vector<std::int64_t> nearest_;               ///< N₁ of each cluster; -1 when isolated
  std::vector<double> score_;
};

}  // namespace assay::baseline_jule
