#include "seeding.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace baselines {

using plugin_common::rounding_margin;
using plugin_common::squared_distance;

namespace {

std::vector<double> cumulative(const std::vector<double>& weights) {
  std::vector<double> sums(weights.size());
  std::partial_sum(weights.begin(), weights.end(), sums.begin());
  return sums;
}

/// Lowers `closest` to the distances of candidate `j` where those are smaller.
void take(std::vector<double>& closest, const std::vector<double>& distances, std::size_t candidates, std::size_t j) {
  for (std::size_t i = 0; i < closest.size(); ++i) closest[i] = std::min(closest[i], distances[i * candidates + j]);
}

/// Σ_i min(closest_i, d_ij) for each candidate j.
std::vector<double> potentials(const std::vector<double>& closest, const std::vector<double>& distances, std::size_t candidates) {
  std::vector<double> sums(candidates, 0.0);
  for (std::size_t i = 0; i < closest.size(); ++i) {
    for (std::size_t j = 0; j < candidates; ++j) sums[j] += std::min(closest[i], distances[i * candidates + j]);
  }
  return sums;
}

}  // namespace

std::vector<double> squared_distances(const Points& points, const std::vector<std::int64_t>& chosen) {
  const torch::NoGradGuard no_grad;
  std::vector<Tensor> selected;
  selected.reserve(chosen.size());
  for (const std::int64_t index : chosen) selected.push_back(points.point(index));
  const Tensor centres = torch::stack(selected);
  const Tensor transposed = centres.to(torch::kFloat32).t();
  const double margin = 64.0 * rounding_margin(points.dimensions());
  const std::size_t width = chosen.size();
  std::vector<double> out(static_cast<std::size_t>(points.count()) * width);
  for (std::int64_t begin = 0; begin < points.count(); begin += points.block()) {
    const std::int64_t rows = std::min(points.block(), points.count() - begin);
    const Tensor products = points.rows(begin, rows).mm(transposed).contiguous();
    const float* product = products.data_ptr<float>();
    for (std::int64_t i = begin; i < begin + rows; ++i) {
      for (std::size_t j = 0; j < width; ++j, ++product) {
        const double norms = points.squared_norm(i) + points.squared_norm(chosen[j]);
        double distance = norms - 2.0 * static_cast<double>(*product);
        if (distance < margin * norms) {
          distance =
              squared_distance(points.row(i), centres.data_ptr<double>() + static_cast<std::int64_t>(j) * points.dimensions(), points.dimensions());
        }
        out[static_cast<std::size_t>(i) * width + j] = distance;
      }
    }
  }
  return out;
}

std::int64_t draw(const std::vector<double>& cumulative_weights, double uniform) {
  const double total = cumulative_weights.back();
  if (total <= 0.0) return static_cast<std::int64_t>(uniform * static_cast<double>(cumulative_weights.size()));
  auto found = std::upper_bound(cumulative_weights.begin(), cumulative_weights.end(), uniform * total);
  // Rounding can lift the product to the total itself: then the last sample of positive weight is meant.
  if (found == cumulative_weights.end()) found = std::lower_bound(cumulative_weights.begin(), cumulative_weights.end(), total);
  return found - cumulative_weights.begin();
}

std::int64_t greedy_candidates(std::int64_t clusters) { return 2 + static_cast<std::int64_t>(std::floor(std::log(static_cast<double>(clusters)))); }

Tensor seed_centres(const Points& points, std::int64_t clusters, std::int64_t candidates, assay::Stream& stream) {
  const auto width = static_cast<std::size_t>(candidates);
  std::vector<std::int64_t> chosen = {stream.integer(points.count())};
  std::vector<double> closest(static_cast<std::size_t>(points.count()), std::numeric_limits<double>::infinity());
  take(closest, squared_distances(points, chosen), 1, 0);
  while (static_cast<std::int64_t>(chosen.size()) < clusters) {
    const std::vector<double> sums = cumulative(closest);
    std::vector<std::int64_t> drawn(width);
    for (auto& index : drawn) index = draw(sums, stream.real());
    const std::vector<double> distances = squared_distances(points, drawn);
    const std::vector<double> potential = potentials(closest, distances, width);
    const auto best = static_cast<std::size_t>(std::min_element(potential.begin(), potential.end()) - potential.begin());
    take(closest, distances, width, best);
    chosen.push_back(drawn[best]);
  }
  std::vector<Tensor> centres;
  centres.reserve(chosen.size());
  for (const std::int64_t index : chosen) centres.push_back(points.point(index));
  return torch::stack(centres);
}

}  // namespace baselines
