#include "report/projection/tsne.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "report/projection/neighbours.hpp"
#include "report/projection/pca.hpp"
#include "report/projection/quad_tree.hpp"

namespace assay::report {
namespace {

/// p(j | i) of the neighbours of one row, with the precision at which their entropy is that of the perplexity.
std::vector<double> conditional_affinities(const std::vector<Neighbour>& neighbours, double perplexity) {
  constexpr int most_steps = 200;
  constexpr double tolerance = 1e-7;
  const double wanted = std::log(perplexity);
  const double nearest = neighbours.front().squared_distance;  // taken off every distance, which changes nothing but rounding
  double low = 0.0;
  double high = -1.0;  // unknown
  double precision = 1.0;
  std::vector<double> weights(neighbours.size());
  for (int step = 0; step < most_steps; ++step) {
    double sum = 0.0;
    double energy = 0.0;
    for (std::size_t k = 0; k < neighbours.size(); ++k) {
      const double distance = neighbours[k].squared_distance - nearest;
      weights[k] = std::exp(-precision * distance);
      sum += weights[k];
      energy += weights[k] * distance;
    }
    const double entropy = std::log(sum) + precision * energy / sum;
    for (auto& weight : weights) weight /= sum;
    if (std::abs(entropy - wanted) < tolerance) break;
    if (entropy > wanted) {
      low = precision;
      precision = high < 0.0 ? 2.0 * precision : 0.5 * (precision + high);
    } else {
      high = precision;
      precision = 0.5 * (precision + low);
    }
  }
  return weights;
}

/// The first two principal components, scaled to a standard deviation of 1e-4 along the first.
Rows start_of(const Rows& x) {
  Rows start = make_rows(x.count, 2);
  const Pca pca = principal_components(x, 2);
  const double deviation = std::sqrt(pca.variances.front() * (static_cast<double>(x.count) - 1.0) / static_cast<double>(x.count));
  for (std::size_t i = 0; i < x.count; ++i) {
    for (std::size_t c = 0; c < pca.scores.width; ++c) start.row(i)[c] = deviation > 0.0 ? 1e-4 * pca.scores.row(i)[c] / deviation : 0.0;
  }
  return start;
}

/// Gradient descent with momentum and a gain per coordinate (Jacobs 1988), as van der Maaten and Hinton use it.
class Descent {
 public:
  Descent(std::size_t numbers, double rate) : rate_(rate), change_(numbers, 0.0), gain_(numbers, 1.0) {}

  void step(Rows& y, const Rows& gradient, double momentum) {
    constexpr double least_gain = 0.01;
    for (std::size_t k = 0; k < change_.size(); ++k) {
      const bool turned = change_[k] * gradient.values[k] < 0.0;  // goes on downhill
      gain_[k] = std::max(turned ? gain_[k] + 0.2 : gain_[k] * 0.8, least_gain);
      change_[k] = momentum * change_[k] - rate_ * gain_[k] * gradient.values[k];
      y.values[k] += change_[k];
    }
  }

 private:
  double rate_;
  std::vector<double> change_;
  std::vector<double> gain_;
};

}  // namespace

Affinities tsne_affinities(const Rows& x, double perplexity) {
  const auto count = static_cast<std::size_t>(std::floor(3.0 * perplexity)) + 1;
  const auto neighbours = nearest_neighbours(x, count);
  std::vector<std::map<std::size_t, double>> rows(x.count);
  for (std::size_t i = 0; i < x.count; ++i) {
    const auto conditional = conditional_affinities(neighbours[i], perplexity);
    for (std::size_t k = 0; k < conditional.size(); ++k) {
      const double share = conditional[k] / (2.0 * static_cast<double>(x.count));
      rows[i][neighbours[i][k].index] += share;
      rows[neighbours[i][k].index][i] += share;
    }
  }
  Affinities affinities;
  affinities.starts.push_back(0);
  for (const auto& row : rows) {
    for (const auto& entry : row) {
      affinities.columns.push_back(entry.first);
      affinities.values.push_back(entry.second);
    }
    affinities.starts.push_back(affinities.columns.size());
  }
  return affinities;
}

Rows tsne_gradient(const Affinities& affinities, const Rows& y, double exaggeration, double angle) {
  const QuadTree tree(y);
  Rows gradient = make_rows(y.count, 2);
  std::vector<std::array<double, 2>> repulsions(y.count, {0.0, 0.0});
  double normaliser = 0.0;
  for (std::size_t i = 0; i < y.count; ++i) tree.repulsion(y.row(i), angle, normaliser, repulsions[i]);
  for (std::size_t i = 0; i < y.count; ++i) {
    double* row = gradient.row(i);
    for (std::size_t k = affinities.starts[i]; k < affinities.starts[i + 1]; ++k) {
      const double* other = y.row(affinities.columns[k]);
      const double pull = exaggeration * affinities.values[k] / (1.0 + squared_distance(y.row(i), other, 2));
      for (std::size_t d = 0; d < 2; ++d) row[d] += 4.0 * pull * (y.row(i)[d] - other[d]);
    }
    for (std::size_t d = 0; d < 2; ++d) row[d] -= 4.0 * repulsions[i][d] / normaliser;
  }
  return gradient;
}

double tsne_divergence(const Affinities& affinities, const Rows& y) {
  double normaliser = 0.0;
  for (std::size_t i = 0; i < y.count; ++i) {
    for (std::size_t j = 0; j < y.count; ++j) {
      if (i != j) normaliser += 1.0 / (1.0 + squared_distance(y.row(i), y.row(j), 2));
    }
  }
  double divergence = 0.0;
  for (std::size_t i = 0; i < y.count; ++i) {
    for (std::size_t k = affinities.starts[i]; k < affinities.starts[i + 1]; ++k) {
      const double p = affinities.values[k];
      const double q = 1.0 / (1.0 + squared_distance(y.row(i), y.row(affinities.columns[k]), 2)) / normaliser;
      if (p > 0.0) divergence += p * std::log(p / q);
    }
  }
  return divergence;
}

Rows tsne(const Rows& x, const TsneOptions& options) {
  if (x.count < 4) return start_of(x);
  const double perplexity = std::min(options.perplexity, (static_cast<double>(x.count) - 1.0) / 3.0);
  const Affinities affinities = tsne_affinities(x, perplexity);
  Rows y = start_of(x);
  // Four times less than the rate of the paper's formula, whose gradient leaves out the factor 4.
  const double rate = std::max(static_cast<double>(x.count) / options.early_exaggeration / 4.0, 50.0);
  Descent descent(y.values.size(), rate);
  for (std::size_t step = 0; step < options.steps; ++step) {
    const bool early = step < options.exaggerated_steps;
    const Rows gradient = tsne_gradient(affinities, y, early ? options.early_exaggeration : 1.0, options.angle);
    descent.step(y, gradient, early ? 0.5 : 0.8);
  }
  return y;
}

}  // namespace assay::report
