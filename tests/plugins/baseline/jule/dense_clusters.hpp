#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "agglomeration.hpp"
#include "support/plugin_inputs.hpp"

/// The clusters of a graph with all affinities in matrices, by their definition.
namespace test_support {

using assay::baseline_jule::NeighbourGraph;
using assay::baseline_jule::Pair;

/// W, float64 [N, N].
inline Tensor dense(const NeighbourGraph& graph) {
  Tensor w = torch::zeros({graph.count(), graph.count()}, torch::kFloat64);
  for (std::size_t edge = 0; edge < graph.neighbours.size(); ++edge)
    w[static_cast<std::int64_t>(edge) / graph.degree][graph.neighbours[edge]] = graph.weights[edge];
  return w;
}

class DenseClusters {
 public:
  /// Every sample by itself.
  DenseClusters(const NeighbourGraph& graph, bool exact, std::int64_t nearest_clusters)
      : w_(dense(graph)), members_(torch::eye(graph.count(), torch::kFloat64)), exact_(exact), nearest_clusters_(nearest_clusters) {
    one_way_ = from_graph();
  }

  [[nodiscard]] std::int64_t count() const { return members_.size(0); }
  /// U, float64 [n, n], with zeros on the diagonal.
  [[nodiscard]] const Tensor& one_way() const { return one_way_; }
  [[nodiscard]] Tensor affinities() const {
    const Tensor there = one_way_ / members_.sum(1, /*keepdim=*/true).square();
    return there + there.t();
  }
  /// The lowest sample of each cluster.
  [[nodiscard]] Tensor first_samples() const { return members_.argmax(1); }
  /// Of each sample, in order of the clusters' first samples.
  [[nodiscard]] Tensor clusters() const {
    const Tensor order = first_samples().argsort();
    return members_.index_select(0, order).argmax(0);
  }
  [[nodiscard]] std::optional<Pair> best() const {
    const Tensor affinity = affinities();
    const auto sorted = affinity.sort(1, /*descending=*/true);
    const Tensor largest = std::get<0>(sorted);
    Tensor score = largest.select(1, 0).clone();
    if (count() > 100) {
      for (std::int64_t k = 1; k < nearest_clusters_; ++k)
        score += (largest.select(1, 0) - largest.select(1, k)) / static_cast<double>(nearest_clusters_ - 1);
    }
    const auto i = score.argmax().item<std::int64_t>();
    if (score[i].item<double>() <= 0.0) return std::nullopt;
    return Pair{i, std::get<1>(sorted)[i][0].item<std::int64_t>(), largest[i][0].item<double>()};
  }
  void merge(std::int64_t a, std::int64_t b) {
    members_[a] += members_[b];
    one_way_.select(1, a) += one_way_.select(1, b);
    one_way_[a] += one_way_[b];
    std::vector<std::int64_t> rows;
    for (std::int64_t i = 0; i < count(); ++i) {
      if (i != b) rows.push_back(i);
    }
    const Tensor left = integers(rows);
    members_ = members_.index_select(0, left);
    one_way_ = exact_ ? from_graph() : one_way_.index_select(0, left).index_select(1, left).fill_diagonal_(0.0);
  }

 private:
  [[nodiscard]] Tensor from_graph() const {
    const Tensor there_and_back = members_.mm(w_) * members_.mm(w_.t());
    return there_and_back.mm(members_.t()).fill_diagonal_(0.0);
  }

  Tensor w_;
  Tensor members_;  ///< [n, N], 1 where a sample belongs to a cluster
  Tensor one_way_;
  bool exact_;
  std::int64_t nearest_clusters_;
};

}  // namespace test_support
