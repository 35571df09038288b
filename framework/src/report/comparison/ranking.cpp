#include "report/comparison/ranking.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/suggest.hpp"
#include "report/inference/studentized_range.hpp"

namespace assay::report {
namespace {

using Block = std::vector<double>;

std::vector<std::size_t> measured_arms(const Measurements& measurements) {
  std::vector<std::size_t> arms;
  for (std::size_t arm = 0; arm < measurements.arms.size(); ++arm) {
    if (measurements.is_measured(arm)) arms.push_back(arm);
  }
  return arms;
}

/// A block per case: each arm's mean over the seeds that all share.
std::vector<Block> case_blocks(const Measurements& measurements, const std::vector<std::size_t>& arms, std::vector<std::string>& warnings) {
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < measurements.cases.size(); ++i) {
    const auto seeds = measurements.shared_seeds(i, arms);
    if (seeds.empty()) {
      warnings.push_back(fmt::format("{} is no block of the ranks: no seed has numbers for every arm", measurements.cases[i]));
      continue;
    }
    Block block;
    block.reserve(arms.size());
    for (const std::size_t arm : arms) {
      double sum = 0.0;
      for (const auto seed : seeds) sum += measurements.cells[i][arm].by_seed.at(seed);
      block.push_back(sum / static_cast<double>(seeds.size()));
    }
    blocks.push_back(std::move(block));
  }
  return blocks;
}

/// A block per seed of the only case.
std::vector<Block> seed_blocks(const Measurements& measurements, const std::vector<std::size_t>& arms) {
  std::vector<Block> blocks;
  for (const auto seed : measurements.shared_seeds(0, arms)) {
    Block block;
    block.reserve(arms.size());
    for (const std::size_t arm : arms) block.push_back(measurements.cells[0][arm].by_seed.at(seed));
    blocks.push_back(std::move(block));
  }
  return blocks;
}

/// Friedman's test takes larger as better.
void orient(std::vector<Block>& blocks, bool lower_is_better) {
  for (auto& block : blocks) {
    for (auto& value : block) value = without_rounding(lower_is_better ? -value : value);
  }
}

template <class T>
std::vector<T> arranged(const std::vector<T>& values, const std::vector<std::size_t>& order) {
  std::vector<T> result;
  result.reserve(order.size());
  for (const std::size_t position : order) result.push_back(values[position]);
  return result;
}

std::vector<double> means_over(const std::vector<Block>& blocks) {
  std::vector<double> means(blocks.front().size(), 0.0);
  for (const auto& block : blocks) {
    for (std::size_t i = 0; i < means.size(); ++i) means[i] += block[i] / static_cast<double>(blocks.size());
  }
  return means;
}

RankComparison rank(const std::vector<std::size_t>& arms, const std::vector<Block>& blocks, double alpha) {
  RankComparison result;
  result.test = friedman(blocks);
  std::vector<std::size_t> order(arms.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return result.test.mean_ranks[a] < result.test.mean_ranks[b]; });
  result.arms = arranged(arms, order);
  result.test.mean_ranks = arranged(result.test.mean_ranks, order);
  result.means = arranged(means_over(blocks), order);
  result.critical_difference = critical_difference(alpha, arms.size(), blocks.size());
  result.cliques = cliques_of(result.test.mean_ranks, result.critical_difference);
  for (const double first : result.test.mean_ranks) {
    result.nemenyi.emplace_back();
    for (const double second : result.test.mean_ranks) result.nemenyi.back().push_back(nemenyi_p(first - second, arms.size(), blocks.size()));
  }
  return result;
}

}  // namespace

double without_rounding(double value) {
  const double rounded = std::round(value * 1e12) / 1e12;
  return std::isfinite(rounded) ? rounded : value;
}

std::vector<std::vector<std::size_t>> cliques_of(const std::vector<double>& mean_ranks, double critical_difference) {
  std::vector<std::vector<std::size_t>> cliques;
  std::size_t reached = 0;  // end of the last clique
  for (std::size_t begin = 0; begin < mean_ranks.size(); ++begin) {
    std::size_t end = begin + 1;
    while (end < mean_ranks.size() && mean_ranks[end] - mean_ranks[begin] < critical_difference) ++end;
    if (end <= reached || end - begin < 2) continue;
    reached = end;
    cliques.emplace_back(end - begin);
    std::iota(cliques.back().begin(), cliques.back().end(), begin);
  }
  return cliques;
}

std::optional<RankComparison> compare_ranks(const Measurements& measurements, bool lower_is_better, double alpha,
                                            std::vector<std::string>& warnings) {
  const auto arms = measured_arms(measurements);
  if (arms.size() < 3) return std::nullopt;
  const bool over_cases = measurements.cases.size() > 1;
  auto blocks = over_cases ? case_blocks(measurements, arms, warnings) : seed_blocks(measurements, arms);
  const std::string name = over_cases ? "cases" : "seeds";
  if (blocks.size() < 2) {
    warnings.push_back(fmt::format("no ranks: they take two {} in which every arm has numbers, there {} {}", name, blocks.size() == 1 ? "is" : "are",
                                   blocks.size()));
    return std::nullopt;
  }
  orient(blocks, lower_is_better);
  RankComparison result = rank(arms, blocks, alpha);
  result.blocks = name;
  if (lower_is_better) std::transform(result.means.begin(), result.means.end(), result.means.begin(), std::negate<>());
  return result;
}

}  // namespace assay::report
