#include "linkage.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "../common/clusters.hpp"
#include "../common/disjoint_sets.hpp"

namespace assay::baseline_agglomerative {
namespace {

/// Distances between n clusters, of which fewer and fewer are left. Ward's are kept squared, which the update asks for.
class Distances {
 public:
  Distances(const Tensor& x, Linkage linkage)
      : linkage_(linkage), values_(torch::pdist(x.to(torch::kCPU, torch::kFloat64))), sizes_(static_cast<std::size_t>(x.size(0)), 1.0) {
    if (linkage_ == Linkage::ward) values_.square_();
    data_ = values_.data_ptr<double>();
  }

  [[nodiscard]] bool alive(std::int64_t i) const { return size(i) > 0.0; }
  [[nodiscard]] std::int64_t first_alive() const {
    return std::find_if(sizes_.begin(), sizes_.end(), [](double size) { return size > 0.0; }) - sizes_.begin();
  }
  [[nodiscard]] double height(std::int64_t i, std::int64_t j) const { return linkage_ == Linkage::ward ? std::sqrt(between(i, j)) : between(i, j); }
  /// The nearest cluster to i; of equal distance `preferred` if it is one (-1: none), else the lowest.
  [[nodiscard]] std::int64_t nearest(std::int64_t i, std::int64_t preferred) const {
    std::int64_t best = preferred;
    double distance = preferred < 0 ? std::numeric_limits<double>::infinity() : between(i, preferred);
    for (std::int64_t j = 0; j < count(); ++j) {
      if (j == i || !alive(j) || (best >= 0 && between(i, j) >= distance)) continue;
      best = j;
      distance = between(i, j);
    }
    return best;
  }
  /// Takes `gone` into `kept`.
  void merge(std::int64_t gone, std::int64_t kept) {
    for (std::int64_t other = 0; other < count(); ++other) {
      if (other != gone && other != kept && alive(other)) between(kept, other) = updated(gone, kept, other);
    }
    sizes_[static_cast<std::size_t>(kept)] += size(gone);
    sizes_[static_cast<std::size_t>(gone)] = 0.0;
  }

 private:
  [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(sizes_.size()); }
  [[nodiscard]] double size(std::int64_t i) const { return sizes_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] double& between(std::int64_t i, std::int64_t j) const {
    const auto [low, high] = std::minmax(i, j);
    return data_[low * count() - low * (low + 1) / 2 + high - low - 1];
  }
  [[nodiscard]] double updated(std::int64_t a, std::int64_t b, std::int64_t other) const {
    const double from_a = between(a, other);
    const double from_b = between(b, other);
    switch (linkage_) {
      case Linkage::single: return std::min(from_a, from_b);
      case Linkage::complete: return std::max(from_a, from_b);
      case Linkage::average: return (size(a) * from_a + size(b) * from_b) / (size(a) + size(b));
      case Linkage::ward: break;
    }
    const double third = size(other);
    return ((size(a) + third) * from_a + (size(b) + third) * from_b - third * between(a, b)) / (size(a) + size(b) + third);
  }

  Linkage linkage_;
  Tensor values_;  ///< of i < j row by row, [n(n − 1)/2]
  double* data_ = nullptr;
  std::vector<double> sizes_;  ///< 0 when merged into another
};

}  // namespace

Linkage linkage_of(const std::string& name) {
  if (name == "average") return Linkage::average;
  if (name == "complete") return Linkage::complete;
  return name == "single" ? Linkage::single : Linkage::ward;
}

std::vector<Merge> merges(const Tensor& x, Linkage linkage) {
  const torch::NoGradGuard no_grad;
  Distances distances(x, linkage);
  std::vector<Merge> out;
  std::vector<std::int64_t> chain;  // each the nearest of the one before
  while (static_cast<std::int64_t>(out.size()) + 1 < x.size(0)) {
    if (chain.empty()) chain.push_back(distances.first_alive());
    const std::int64_t before = chain.size() > 1 ? chain[chain.size() - 2] : -1;
    const std::int64_t next = distances.nearest(chain.back(), before);
    if (next != before) {
      chain.push_back(next);
      continue;
    }
    const std::int64_t last = chain.back();
    out.push_back({last, before, distances.height(last, before)});
    distances.merge(last, before);
    chain.resize(chain.size() - 2);
  }
  // The chain finds merges out of order. A cluster is never merged below the height it was made at, so parts stay before the whole.
  std::stable_sort(out.begin(), out.end(), [](const Merge& a, const Merge& b) { return a.height < b.height; });
  return out;
}

Tensor cut(const std::vector<Merge>& merges, std::int64_t clusters) {
  const auto count = static_cast<std::int64_t>(merges.size()) + 1;
  baselines::DisjointSets sets(count);
  for (std::int64_t m = 0; m < count - clusters; ++m)
    sets.join(merges[static_cast<std::size_t>(m)].first, merges[static_cast<std::size_t>(m)].second);
  std::vector<std::int64_t> representatives;
  for (std::int64_t i = 0; i < count; ++i) representatives.push_back(sets.find(i));
  return torch::tensor(baselines::numbered(representatives, count), torch::kInt64);
}

}  // namespace assay::baseline_agglomerative
