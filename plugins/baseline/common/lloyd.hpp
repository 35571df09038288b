#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "../../common/points.hpp"

namespace baselines {

using assay::Tensor;
using plugin_common::Points;

struct LloydLimits {
  std::int64_t max_iterations = 300;
  double tolerance = 1e-4;  ///< on the squared shift of all centres, in units of the mean variance
};

struct LloydResult {
  Tensor centres;  ///< float64 [K, D], in the coordinates of the points
  double inertia = 0.0;
  std::int64_t iterations = 0;
};

/// Told the inertia at the start of each iteration.
using OnIteration = std::function<void(double inertia)>;

/// Lloyd's iterations from `centres`: assign every sample to its nearest centre (ties: the lowest index), then average.
/// An empty cluster takes the sample that is farthest from its centre. Ends when no sample changes its cluster or the centres hardly move.
LloydResult lloyd(const Points& points, Tensor centres, const LloydLimits& limits, const OnIteration& on_iteration);

/// The partition that Lloyd's iterations improve, with the sum of each cluster kept up to date.
class Partition {
 public:
  Partition(const Points& points, std::int64_t clusters);

  /// Assigns every sample to its nearest centre; returns whether any changed its cluster.
  bool assign(const Tensor& centres);
  /// Σ_i ‖x_i − c_{a(i)}‖² of the partition, from sums in double precision.
  [[nodiscard]] double inertia(const Tensor& centres) const;
  /// Gives each empty cluster the farthest sample of a cluster that keeps another one.
  void fill_empty_clusters();
  /// The averages; a cluster that stayed empty keeps its row of `centres`.
  [[nodiscard]] Tensor averages(const Tensor& centres) const;

  [[nodiscard]] const std::vector<std::int64_t>& clusters() const { return cluster_; }

 private:
  void move(std::int64_t sample, std::int64_t to);
  /// Adds sign·x to the sum of a cluster.
  void add(std::int64_t sample, std::int64_t cluster, double sign);
  [[nodiscard]] std::int64_t farthest_movable() const;

  const Points& points_;
  std::int64_t count_;
  std::vector<std::int64_t> cluster_;  ///< of each sample; -1 before the first assignment
  std::vector<double> distance_;       ///< squared, of each sample to its centre
  std::vector<std::int64_t> sizes_;
  Tensor sums_;  ///< float64 [K, D]
};

}  // namespace baselines
