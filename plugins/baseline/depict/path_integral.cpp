#include "path_integral.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <queue>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "../common/disjoint_sets.hpp"
#include "path_graph.hpp"

namespace depict {
namespace {

constexpr double path_discount = 0.01;
constexpr int longest_path = 8;  // longer ones add less than 0.01⁸, the rounding error of double precision
constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

using Samples = std::vector<std::size_t>;

/// The samples that links to nearest neighbours connect.
std::vector<Samples> linked_samples(const PathGraph& graph) {
  baselines::DisjointSets sets(static_cast<std::int64_t>(graph.out.size()));
  for (std::size_t i = 0; i < graph.out.size(); ++i) sets.join(static_cast<std::int64_t>(i), static_cast<std::int64_t>(graph.out[i].front().to));
  std::vector<Samples> by_first(graph.out.size());
  for (std::size_t i = 0; i < graph.out.size(); ++i) by_first[static_cast<std::size_t>(sets.find(static_cast<std::int64_t>(i)))].push_back(i);
  by_first.erase(std::remove_if(by_first.begin(), by_first.end(), [](const Samples& samples) { return samples.empty(); }), by_first.end());
  return by_first;
}

/// Two clusters that may be merged.
struct Candidate {
  double affinity = 0.0;
  std::size_t first = 0;
  std::size_t second = 0;

  /// Of lower rank: a smaller affinity, or the same and younger clusters.
  bool operator<(const Candidate& other) const { return std::tie(affinity, other.first, other.second) < std::tie(other.affinity, first, second); }
};

/// Clusters while they are merged. One that comes of a merge gets a number of its own, so what is known of two numbers stays true.
class Agglomeration {
 public:
  explicit Agglomeration(const PathGraph& graph)
      : graph_(graph), cluster_(graph.out.size(), none), paths_(graph.out.size()), longer_paths_(graph.out.size()) {
    for (Samples& samples : linked_samples(graph)) add(std::move(samples));
    for (std::size_t cluster = 0; cluster < members_.size(); ++cluster) consider_with_older(cluster);
  }

  [[nodiscard]] std::size_t count() const { return count_; }

  void merge_best() {
    while (!candidates_.empty() && (is_gone(candidates_.top().first) || is_gone(candidates_.top().second))) candidates_.pop();
    const Candidate best = candidates_.empty() ? oldest() : candidates_.top();
    Samples all = std::exchange(members_[best.first], {});
    const Samples others = std::exchange(members_[best.second], {});
    all.insert(all.end(), others.begin(), others.end());
    count_ -= 2;
    add(std::move(all));
    consider_with_older(members_.size() - 1);
  }

  /// The cluster of each sample, int64 [N].
  [[nodiscard]] assay::Tensor assigned() const {
    std::vector<std::int64_t> numbers(members_.size(), -1);
    std::int64_t next = 0;
    assay::Tensor out = torch::empty({static_cast<std::int64_t>(cluster_.size())}, torch::kInt64);
    for (std::size_t i = 0; i < cluster_.size(); ++i) {
      std::int64_t& number = numbers[cluster_[i]];
      if (number < 0) number = next++;
      out.data_ptr<std::int64_t>()[i] = number;
    }
    return out;
  }

 private:
  [[nodiscard]] bool is_gone(std::size_t cluster) const { return members_[cluster].empty(); }

  void add(Samples samples) {
    const std::size_t cluster = members_.size();
    for (const std::size_t sample : samples) cluster_[sample] = cluster;
    members_.push_back(std::move(samples));
    own_paths_.push_back(paths(cluster, cluster)[0]);
    ++count_;
  }

  void consider_with_older(std::size_t cluster) {
    for (const std::size_t other : linked(cluster)) {
      if (other > cluster) break;
      const auto together = paths(other, cluster);
      candidates_.push({together[0] - own_paths_[other] + together[1] - own_paths_[cluster], other, cluster});
    }
  }

  /// The other clusters to and from which edges lead. With all others the affinity is 0: no path leaves and comes back.
  [[nodiscard]] std::set<std::size_t> linked(std::size_t cluster) const {
    std::set<std::size_t> reached;
    for (const std::size_t sample : members_[cluster]) {
      for (const Edge& edge : graph_.out[sample]) reached.insert(cluster_[edge.to]);
    }
    reached.erase(cluster);
    std::set<std::size_t> both;
    for (const std::size_t sample : members_[cluster]) {
      for (const std::size_t from : graph_.in[sample]) {
        if (reached.count(cluster_[from]) > 0) both.insert(cluster_[from]);
      }
    }
    return both;
  }

  /// The first pair when all affinities are 0.
  [[nodiscard]] Candidate oldest() const {
    std::size_t first = 0;
    while (is_gone(first)) ++first;
    std::size_t second = first + 1;
    while (is_gone(second)) ++second;
    return {0.0, first, second};
  }

  /// {S_{a|a∪b}, S_{b|a∪b}}, by adding up the powers of z P. With b = a both are S_{a|a}.
  std::array<double, 2> paths(std::size_t a, std::size_t b) {
    start(paths_, a, b);
    for (int length = 1; length <= longest_path; ++length) {
      start(longer_paths_, a, b);
      extend(a, a, b);
      if (b != a) extend(b, a, b);
      std::swap(paths_, longer_paths_);
    }
    return {closed_paths(a, 0), closed_paths(b, 1)};
  }

  /// 1_a and 1_b as columns.
  void start(std::vector<std::array<double, 2>>& columns, std::size_t a, std::size_t b) const {
    for (const std::size_t sample : members_[a]) columns[sample] = {1.0, a == b ? 1.0 : 0.0};
    if (a == b) return;
    for (const std::size_t sample : members_[b]) columns[sample] = {0.0, 1.0};
  }

  /// Adds the rows of z P_{a∪b} `paths_` that belong to `cluster`, one of both, to `longer_paths_`.
  void extend(std::size_t cluster, std::size_t a, std::size_t b) {
    for (const std::size_t sample : members_[cluster]) {
      std::array<double, 2> sum = {0.0, 0.0};
      for (const Edge& edge : graph_.out[sample]) {
        if (cluster_[edge.to] != a && cluster_[edge.to] != b) continue;
        sum[0] += edge.weight * paths_[edge.to][0];
        sum[1] += edge.weight * paths_[edge.to][1];
      }
      longer_paths_[sample][0] += path_discount * sum[0];
      longer_paths_[sample][1] += path_discount * sum[1];
    }
  }

  [[nodiscard]] double closed_paths(std::size_t cluster, std::size_t column) const {
    double sum = 0.0;
    for (const std::size_t sample : members_[cluster]) sum += paths_[sample][column];
    const auto size = static_cast<double>(members_[cluster].size());
    return sum / (size * size);
  }

  const PathGraph& graph_;
  std::vector<Samples> members_;      ///< of each cluster; none when it has gone into another
  std::vector<double> own_paths_;     ///< S_{a|a} of each cluster
  std::vector<std::size_t> cluster_;  ///< of each sample; `none` before it is in one
  std::size_t count_ = 0;             ///< clusters that are left
  std::priority_queue<Candidate> candidates_;
  std::vector<std::array<double, 2>> paths_;  ///< (I − z P_{a∪b})⁻¹ (1_a, 1_b), up to some power; rows of other samples mean nothing
  std::vector<std::array<double, 2>> longer_paths_;
};

}  // namespace

assay::Tensor path_integral_clusters(const assay::Tensor& codes, std::int64_t clusters) {
  const PathGraph graph = path_graph(codes);
  Agglomeration agglomeration(graph);
  const auto wanted = static_cast<std::size_t>(clusters);
  if (agglomeration.count() < wanted) {
    throw assay::TrialError("depict.too-few-initial-clusters", "nearest neighbours link the codes to " + std::to_string(agglomeration.count()) +
                                                                   " clusters, fewer than the " + std::to_string(clusters) + " wanted");
  }
  while (agglomeration.count() > wanted) agglomeration.merge_best();
  return agglomeration.assigned();
}

}  // namespace depict
