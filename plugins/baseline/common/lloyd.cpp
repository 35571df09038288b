#include "lloyd.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace baselines {

using plugin_common::rounding_margin;
using plugin_common::squared_distance;
using plugin_common::squared_norms;

namespace {

struct Nearest {
  std::int64_t cluster = 0;
  double distance = 0.0;
};

/// Finds the nearest centre of one sample from the products x·c in single precision.
class NearestCentre {
 public:
  NearestCentre(const Points& points, const Tensor& centres)
      : points_(points),
        centres_(centres.data_ptr<double>()),
        count_(centres.size(0)),
        norms_(squared_norms(centres)),
        largest_norm_(*std::max_element(norms_.begin(), norms_.end())),
        margin_(rounding_margin(points.dimensions())) {}

  Nearest operator()(std::int64_t sample, const float* products) const {
    double best = std::numeric_limits<double>::infinity();
    double second = best;
    Nearest nearest;
    for (std::int64_t k = 0; k < count_; ++k) {
      const double score = norms_[static_cast<std::size_t>(k)] - 2.0 * static_cast<double>(products[k]);
      if (score < best) {
        second = best;
        best = score;
        nearest.cluster = k;
      } else if (score < second) {
        second = score;
      }
    }
    const double scale = points_.squared_norm(sample) + largest_norm_;
    const double doubtful = margin_ * scale;
    if (second - best <= 2.0 * doubtful) return exactly(sample);
    nearest.distance = points_.squared_norm(sample) + best;
    if (nearest.distance <= 64.0 * doubtful) nearest.distance = distance(sample, nearest.cluster);
    return nearest;
  }

 private:
  double distance(std::int64_t sample, std::int64_t k) const {
    return squared_distance(points_.row(sample), centres_ + k * points_.dimensions(), points_.dimensions());
  }
  Nearest exactly(std::int64_t sample) const {
    Nearest nearest{0, distance(sample, 0)};
    for (std::int64_t k = 1; k < count_; ++k) {
      const double candidate = distance(sample, k);
      if (candidate < nearest.distance) nearest = {k, candidate};
    }
    return nearest;
  }

  const Points& points_;
  const double* centres_;
  std::int64_t count_;
  std::vector<double> norms_;
  double largest_norm_;
  double margin_;
};

}  // namespace

Partition::Partition(const Points& points, std::int64_t clusters)
    : points_(points),
      count_(clusters),
      cluster_(static_cast<std::size_t>(points.count()), -1),
      distance_(static_cast<std::size_t>(points.count()), 0.0),
      sizes_(static_cast<std::size_t>(clusters), 0),
      sums_(torch::zeros({clusters, points.dimensions()}, torch::kFloat64)) {}

void Partition::add(std::int64_t sample, std::int64_t cluster, double sign) {
  const float* x = points_.row(sample);
  double* sum = sums_.data_ptr<double>() + cluster * points_.dimensions();
  for (std::int64_t d = 0; d < points_.dimensions(); ++d) sum[d] += sign * static_cast<double>(x[d]);
  sizes_[static_cast<std::size_t>(cluster)] += sign > 0.0 ? 1 : -1;
}

void Partition::move(std::int64_t sample, std::int64_t to) {
  std::int64_t& cluster = cluster_[static_cast<std::size_t>(sample)];
  if (cluster >= 0) add(sample, cluster, -1.0);
  add(sample, to, 1.0);
  cluster = to;
}

bool Partition::assign(const Tensor& centres) {
  const Tensor transposed = centres.to(torch::kFloat32).t();
  const NearestCentre nearest_centre(points_, centres);
  Tensor products = torch::empty({points_.block(), count_}, torch::kFloat32);
  bool changed = false;
  for (std::int64_t begin = 0; begin < points_.count(); begin += points_.block()) {
    const std::int64_t rows = std::min(points_.block(), points_.count() - begin);
    Tensor block = products.narrow(0, 0, rows);
    torch::mm_out(block, points_.rows(begin, rows), transposed);
    for (std::int64_t i = 0; i < rows; ++i) {
      const Nearest nearest = nearest_centre(begin + i, block.data_ptr<float>() + i * count_);
      distance_[static_cast<std::size_t>(begin + i)] = nearest.distance;
      if (nearest.cluster == cluster_[static_cast<std::size_t>(begin + i)]) continue;
      move(begin + i, nearest.cluster);
      changed = true;
    }
  }
  return changed;
}

double Partition::inertia(const Tensor& centres) const {
  const std::vector<double> norms = squared_norms(centres);
  double sum = points_.total_squared_norm() - 2.0 * (centres * sums_).sum().item<double>();
  for (std::size_t k = 0; k < norms.size(); ++k) sum += static_cast<double>(sizes_[k]) * norms[k];
  return std::max(sum, 0.0);
}

std::int64_t Partition::farthest_movable() const {
  std::int64_t farthest = -1;
  double largest = 0.0;
  for (std::size_t i = 0; i < distance_.size(); ++i) {
    if (distance_[i] <= largest || sizes_[static_cast<std::size_t>(cluster_[i])] < 2) continue;
    largest = distance_[i];
    farthest = static_cast<std::int64_t>(i);
  }
  return farthest;
}

void Partition::fill_empty_clusters() {
  for (std::int64_t k = 0; k < count_; ++k) {
    if (sizes_[static_cast<std::size_t>(k)] > 0) continue;
    const std::int64_t sample = farthest_movable();
    if (sample < 0) return;  // every sample lies on its centre: fewer distinct samples than clusters
    move(sample, k);
    distance_[static_cast<std::size_t>(sample)] = 0.0;
  }
}

Tensor Partition::averages(const Tensor& centres) const {
  Tensor out = centres.clone();
  for (std::int64_t k = 0; k < count_; ++k) {
    const std::int64_t size = sizes_[static_cast<std::size_t>(k)];
    if (size > 0) out.select(0, k).copy_(sums_.select(0, k) / static_cast<double>(size));
  }
  return out;
}

LloydResult lloyd(const Points& points, Tensor centres, const LloydLimits& limits, const OnIteration& on_iteration) {
  const torch::NoGradGuard no_grad;
  Partition partition(points, centres.size(0));
  const double smallest_shift = limits.tolerance * points.mean_variance();
  std::int64_t iteration = 0;
  bool settled = false;
  while (!settled && iteration < limits.max_iterations) {
    ++iteration;
    const bool changed = partition.assign(centres);
    on_iteration(partition.inertia(centres));
    if (!changed) return {centres, partition.inertia(centres), iteration};
    partition.fill_empty_clusters();
    Tensor moved = partition.averages(centres);
    settled = (moved - centres).square().sum().item<double>() <= smallest_shift;
    centres = std::move(moved);
  }
  partition.assign(centres);
  return {centres, partition.inertia(centres), iteration};
}

}  // namespace baselines
