#include "triplets.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace assay::baseline_jule {
namespace {

using Rows = std::vector<std::int64_t>;

Rows rows_outside(const std::vector<std::int64_t>& clusters, std::int64_t cluster) {
  Rows rows;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    if (clusters[i] != cluster) rows.push_back(static_cast<std::int64_t>(i));
  }
  return rows;
}

/// Brings a random choice of rows to the front, one for each of the `count` numbers u in [0, 1).
void choose(Rows& rows, const float* u, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) {
    const auto left = static_cast<double>(rows.size() - k);
    std::swap(rows[k], rows[k + static_cast<std::size_t>(static_cast<double>(u[k]) * left)]);
  }
}

}  // namespace

Triplets draw_triplets(const std::vector<std::int64_t>& clusters, std::int64_t most_negatives, Stream& stream) {
  std::map<std::int64_t, Rows> members;
  for (std::size_t i = 0; i < clusters.size(); ++i) members[clusters[i]].push_back(static_cast<std::int64_t>(i));
  const std::int64_t per_pair = std::min(most_negatives, static_cast<std::int64_t>(members.size()) - 1);
  std::int64_t pairs = 0;
  for (const auto& entry : members) pairs += static_cast<std::int64_t>(entry.second.size() * (entry.second.size() - 1) / 2);
  if (per_pair == 0) pairs = 0;
  Triplets triplets{torch::empty({pairs}, torch::kInt64), torch::empty({pairs}, torch::kInt64), torch::empty({pairs, per_pair}, torch::kInt64)};
  if (triplets.empty()) return triplets;

  const Tensor numbers = stream.uniform({pairs, per_pair});
  const float* u = numbers.data_ptr<float>();
  auto* anchor = triplets.anchors.data_ptr<std::int64_t>();
  auto* positive = triplets.positives.data_ptr<std::int64_t>();
  auto* negative = triplets.negatives.data_ptr<std::int64_t>();
  for (const auto& [cluster, rows] : members) {
    Rows others = rows_outside(clusters, cluster);
    for (auto first = rows.begin(); first != rows.end(); ++first) {
      for (auto second = first + 1; second != rows.end(); ++second) {
        *anchor++ = *first;
        *positive++ = *second;
        choose(others, u, static_cast<std::size_t>(per_pair));
        negative = std::copy_n(others.begin(), per_pair, negative);
        u += per_pair;
      }
    }
  }
  return triplets;
}

Tensor triplet_loss(const Tensor& z, const Triplets& triplets, const TripletOptions& options) {
  const Tensor norms = z.square().sum(1);
  const Tensor distances = norms.unsqueeze(1) + norms.unsqueeze(0) - 2.0 * z.mm(z.t());
  const Tensor rows = distances.index_select(0, triplets.anchors.to(z.device()));
  const Tensor positive = rows.gather(1, triplets.positives.unsqueeze(1).to(z.device()));
  const Tensor negative = rows.gather(1, triplets.negatives.to(z.device()));
  return (options.positive_weight * positive - negative + options.margin).relu().mean();
}

}  // namespace assay::baseline_jule
