#include "mixture.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "../common/counter_random.hpp"

namespace blobs {
namespace {

using datasets::CounterRandom;

// Each purpose draws from a generator of its own, so that a change of one option leaves the other draws alone.
enum Purpose : std::uint64_t { sites = 1, order = 2, noise = 3, rotation = 4, network = 5 };

constexpr std::int64_t hidden_units = 64;

template <class T>
void shuffle(std::vector<T>& items, CounterRandom& random) {
  for (std::size_t last = items.size(); last > 1; --last) std::swap(items[last - 1], items[random.below(last)]);
}

Matrix normal_matrix(std::int64_t rows, std::int64_t columns, CounterRandom& random) {
  Matrix matrix(rows, columns);
  for (auto& value : matrix.values) value = random.normal();
  return matrix;
}

Matrix product(const Matrix& left, const Matrix& right) {
  Matrix out(left.rows, right.columns);
  for (std::int64_t i = 0; i < left.rows; ++i) {
    for (std::int64_t k = 0; k < left.columns; ++k) {
      const double factor = left.row(i)[k];
      for (std::int64_t j = 0; j < right.columns; ++j) out.row(i)[j] += factor * right.row(k)[j];
    }
  }
  return out;
}

/// Sites per axis of the smallest cubic lattice with room for `clusters`.
std::int64_t lattice_side(std::int64_t clusters, std::int64_t latent_dim) {
  std::int64_t side = 1;
  for (bool enough = false; !enough;) {
    std::int64_t places = 1;
    for (std::int64_t axis = 0; axis < latent_dim && places < clusters; ++axis) places *= side;
    enough = places >= clusters;
    if (!enough) ++side;
  }
  return side;
}

/// The lattice coordinates of one random site.
std::vector<std::int64_t> random_site(std::int64_t side, std::int64_t latent_dim, CounterRandom& random) {
  std::vector<std::int64_t> site(static_cast<std::size_t>(latent_dim));
  for (auto& coordinate : site) coordinate = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(side)));
  return site;
}

Matrix place_centres(std::int64_t clusters, std::int64_t latent_dim, double separation, CounterRandom& random) {
  const std::int64_t side = lattice_side(clusters, latent_dim);
  std::vector<std::vector<std::int64_t>> taken;
  while (static_cast<std::int64_t>(taken.size()) < clusters) {
    auto site = random_site(side, latent_dim, random);
    if (std::find(taken.begin(), taken.end(), site) == taken.end()) taken.push_back(std::move(site));
  }
  Matrix centres(clusters, latent_dim);
  for (std::int64_t k = 0; k < clusters; ++k) {
    for (std::int64_t axis = 0; axis < latent_dim; ++axis) {
      const auto coordinate = static_cast<double>(taken[static_cast<std::size_t>(k)][static_cast<std::size_t>(axis)]);
      centres.row(k)[axis] = separation * (2.0 * coordinate - static_cast<double>(side - 1));
    }
  }
  return centres;
}

/// Component of each point before shuffling: shares rounded so that they add up (largest remainders first).
std::vector<std::int64_t> components(std::int64_t clusters, std::int64_t count, std::vector<double> weights) {
  if (weights.empty()) weights.assign(static_cast<std::size_t>(clusters), 1.0);
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<std::int64_t> counts;
  std::vector<std::pair<double, std::size_t>> remainders;
  std::int64_t left = count;
  for (const double weight : weights) {
    const double share = static_cast<double>(count) * weight / total;
    counts.push_back(static_cast<std::int64_t>(std::floor(share)));
    remainders.emplace_back(std::floor(share) - share, remainders.size());
    left -= counts.back();
  }
  std::sort(remainders.begin(), remainders.end());
  for (std::size_t i = 0; left > 0; ++i, --left) ++counts[remainders[i % remainders.size()].second];
  std::vector<std::int64_t> labels;
  for (std::size_t k = 0; k < counts.size(); ++k) labels.insert(labels.end(), static_cast<std::size_t>(counts[k]), static_cast<std::int64_t>(k));
  return labels;
}

}  // namespace

Mixture draw_mixture(std::uint64_t seed, std::int64_t clusters, std::int64_t latent_dim, std::int64_t count, double separation, double sigma,
                     const std::vector<double>& weights) {
  CounterRandom site_draws(seed, Purpose::sites);
  CounterRandom order_draws(seed, Purpose::order);
  CounterRandom noise_draws(seed, Purpose::noise);
  Mixture mixture{place_centres(clusters, latent_dim, separation, site_draws), normal_matrix(count, latent_dim, noise_draws),
                  components(clusters, count, weights)};
  shuffle(mixture.labels, order_draws);
  for (std::int64_t i = 0; i < count; ++i) {
    const double* centre = mixture.centres.row(mixture.labels[static_cast<std::size_t>(i)]);
    double* point = mixture.points.row(i);
    for (std::int64_t axis = 0; axis < latent_dim; ++axis) point[axis] = centre[axis] + sigma * point[axis];
  }
  return mixture;
}

Matrix rotated(std::uint64_t seed, const Matrix& points, std::int64_t dimensions) {
  CounterRandom random(seed, Purpose::rotation);
  Matrix basis = normal_matrix(points.columns, dimensions, random);
  for (std::int64_t i = 0; i < basis.rows; ++i) {  // Gram-Schmidt, row by row
    double* row = basis.row(i);
    for (std::int64_t j = 0; j < i; ++j) {
      const double overlap = std::inner_product(row, row + dimensions, basis.row(j), 0.0);
      for (std::int64_t d = 0; d < dimensions; ++d) row[d] -= overlap * basis.row(j)[d];
    }
    const double length = std::sqrt(std::inner_product(row, row + dimensions, row, 0.0));
    std::transform(row, row + dimensions, row, [length](double value) { return value / length; });
  }
  return product(points, basis);
}

Matrix warped(std::uint64_t seed, const Matrix& points, std::int64_t dimensions, double extent) {
  CounterRandom random(seed, Purpose::network);
  const Matrix first = normal_matrix(points.columns, hidden_units, random);
  const Matrix bias = normal_matrix(1, hidden_units, random);
  const Matrix second = normal_matrix(hidden_units, dimensions, random);
  Matrix hidden = product(points, first);
  for (std::int64_t i = 0; i < hidden.rows; ++i) {
    for (std::int64_t j = 0; j < hidden_units; ++j) hidden.row(i)[j] = std::tanh(hidden.row(i)[j] / extent + bias.row(0)[j]);
  }
  Matrix out = product(hidden, second);
  const double normaliser = std::sqrt(static_cast<double>(hidden_units));
  for (auto& value : out.values) value /= normaliser;
  return out;
}

}  // namespace blobs
