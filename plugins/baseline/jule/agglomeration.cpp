#include "agglomeration.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "../common/clusters.hpp"

namespace assay::baseline_jule {
namespace {

constexpr std::int64_t most_without_neighbourhood = 100;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

double square(std::size_t size) { return static_cast<double>(size) * static_cast<double>(size); }

/// Keeps the largest of the values it is offered, in descending order.
class Largest {
 public:
  explicit Largest(std::int64_t count) : values_(at(count), 0.0) {}

  /// Whether `value` is larger than all before.
  bool offer(double value) {
    if (value <= values_.back()) return false;
    const bool first = value > values_.front();
    const auto place = std::upper_bound(values_.begin(), values_.end(), value, std::greater<>());
    std::move_backward(place, values_.end() - 1, values_.end());
    *place = value;
    return first;
  }
  [[nodiscard]] double first() const { return values_.front(); }
  /// Mean of how far the others lie below the first.
  [[nodiscard]] double lead() const {
    if (values_.size() == 1) return 0.0;
    double sum = 0.0;
    for (const double value : values_) sum += values_.front() - value;
    return sum / static_cast<double>(values_.size() - 1);
  }

 private:
  std::vector<double> values_;
};

}  // namespace

Agglomeration::Agglomeration(const NeighbourGraph& graph, std::vector<std::int64_t> clusters, const MergeRule& rule)
    : rule_(rule), count_(*std::max_element(clusters.begin(), clusters.end()) + 1), cluster_(std::move(clusters)) {
  members_.resize(at(count_));
  for (std::size_t i = 0; i < cluster_.size(); ++i) members_[at(cluster_[i])].push_back(static_cast<std::int64_t>(i));
  std::vector<Links> reach = reached(graph);
  connect(reach);
  if (rule_.exact) reach_ = std::move(reach);
  rate_all();
}

double Agglomeration::one_way(std::int64_t a, std::int64_t b) const {
  const Link* link = find(links_[at(a)], b);
  return link == nullptr ? 0.0 : link->out;
}

double Agglomeration::affinity(std::int64_t a, std::int64_t b) const {
  const Link* link = find(links_[at(a)], b);
  return link == nullptr ? 0.0 : affinity(a, *link);
}

std::optional<Pair> Agglomeration::best() const {
  const auto highest = std::max_element(score_.begin(), score_.end()) - score_.begin();
  const std::int64_t nearest = nearest_[at(highest)];
  if (nearest < 0) return std::nullopt;
  return Pair{highest, nearest, affinity(highest, nearest)};
}

std::int64_t Agglomeration::smallest_isolated() const {
  std::int64_t smallest = -1;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (!alive(i) || nearest_[i] >= 0) continue;
    if (smallest < 0 || members_[i].size() < members_[at(smallest)].size()) smallest = static_cast<std::int64_t>(i);
  }
  return smallest;
}

std::int64_t Agglomeration::merge(std::int64_t a, std::int64_t b) {
  const bool first_is_larger = members_[at(a)].size() >= members_[at(b)].size();
  const std::int64_t kept = first_is_larger ? a : b;
  const std::int64_t gone = first_is_larger ? b : a;
  const bool was_crowded = crowded();
  take_members(kept, gone);
  links_[at(kept)] = merged_links(kept, gone);
  for (const Link& link : links_[at(kept)]) {
    erase(links_[at(link.index)], gone);
    put(links_[at(link.index)], {kept, link.back, link.out});
  }
  links_[at(gone)] = {};
  if (was_crowded != crowded()) {
    rate_all();
    return kept;
  }
  rate(gone);
  rate(kept);
  for (const Link& link : links_[at(kept)]) rate(link.index);
  return kept;
}

std::vector<std::int64_t> Agglomeration::clusters() const { return baselines::numbered(cluster_, static_cast<std::int64_t>(members_.size())); }

bool Agglomeration::crowded() const { return count_ > most_without_neighbourhood; }

double Agglomeration::affinity(std::int64_t from, const Link& link) const {
  return link.out / square(members_[at(from)].size()) + link.back / square(members_[at(link.index)].size());
}

std::vector<Links> Agglomeration::reached(const NeighbourGraph& graph) const {
  std::vector<Links> reach(members_.size());
  for (std::int64_t i = 0; i < graph.count(); ++i) {
    for (std::int64_t edge = i * graph.degree; edge < (i + 1) * graph.degree; ++edge) {
      const std::int64_t j = graph.neighbours[at(edge)];
      if (cluster_[at(i)] == cluster_[at(j)]) continue;
      reach[at(cluster_[at(i)])].push_back({j, graph.weights[at(edge)], 0.0});
      reach[at(cluster_[at(j)])].push_back({i, 0.0, graph.weights[at(edge)]});
    }
  }
  for (Links& links : reach) combine(links);
  return reach;
}

Links Agglomeration::outward(const Links& reach) const {
  Links links;
  for (const Link& sample : reach) {
    const double there_and_back = sample.out * sample.back;
    if (there_and_back > 0.0) links.push_back({cluster_[at(sample.index)], there_and_back, 0.0});
  }
  combine(links);
  return links;
}

void Agglomeration::connect(const std::vector<Links>& reach) {
  links_.resize(members_.size());
  for (std::size_t a = 0; a < reach.size(); ++a) {
    for (const Link& link : outward(reach[a])) {
      links_[a].push_back(link);
      links_[at(link.index)].push_back({static_cast<std::int64_t>(a), 0.0, link.out});
    }
  }
  for (Links& links : links_) combine(links);
}

void Agglomeration::take_members(std::int64_t kept, std::int64_t gone) {
  auto& members = members_[at(gone)];
  for (const std::int64_t member : members) cluster_[at(member)] = kept;
  members_[at(kept)].insert(members_[at(kept)].end(), members.begin(), members.end());
  members = {};
  --count_;
}

Links Agglomeration::merged_links(std::int64_t kept, std::int64_t gone) {
  Links merged = sum(links_[at(kept)], links_[at(gone)]);
  erase(merged, kept);
  erase(merged, gone);
  if (!rule_.exact) return merged;
  Links& reach = reach_[at(kept)];
  reach = sum(reach, reach_[at(gone)]);
  reach_[at(gone)] = {};
  const auto inside = [&](const Link& sample) { return cluster_[at(sample.index)] == kept; };
  reach.erase(std::remove_if(reach.begin(), reach.end(), inside), reach.end());
  for (Link& link : merged) link.out = 0.0;
  return sum(merged, outward(reach));
}

void Agglomeration::rate(std::int64_t i) {
  Largest largest(crowded() ? rule_.nearest_clusters : 1);
  nearest_[at(i)] = -1;
  for (const Link& link : links_[at(i)]) {
    if (largest.offer(affinity(i, link))) nearest_[at(i)] = link.index;
  }
  score_[at(i)] = largest.first() + largest.lead();
}

void Agglomeration::rate_all() {
  nearest_.assign(members_.size(), -1);
  score_.assign(members_.size(), 0.0);
  for (std::size_t i = 0; i < members_.size(); ++i) rate(static_cast<std::int64_t>(i));
}

}  // namespace assay::baseline_jule
