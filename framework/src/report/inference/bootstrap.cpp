#include "report/inference/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>

#include "base/sha256.hpp"
#include "report/inference/normal.hpp"

namespace assay::report {
namespace {

double mean_of(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()); }

/// Means of the resamples in ascending order. `sample` must ascend: then draws are added in one order, and equal draws have equal means.
std::vector<double> resampled_means(const std::vector<double>& sample, const std::vector<std::size_t>& draws) {
  std::vector<double> means;
  means.reserve(draws.size() / sample.size());
  std::vector<std::size_t> times(sample.size());
  for (auto draw = draws.begin(); draw != draws.end(); draw += static_cast<std::ptrdiff_t>(sample.size())) {
    std::fill(times.begin(), times.end(), std::size_t{0});
    for (std::size_t i = 0; i < sample.size(); ++i) ++times[draw[static_cast<std::ptrdiff_t>(i)]];
    double sum = 0.0;
    for (std::size_t i = 0; i < sample.size(); ++i) sum += static_cast<double>(times[i]) * sample[i];
    means.push_back(sum / static_cast<double>(sample.size()));
  }
  std::sort(means.begin(), means.end());
  return means;
}

/// z₀: how far the resamples lie to one side of the mean; ties count half.
double bias_correction(const std::vector<double>& means, double mean) {
  const auto below = std::lower_bound(means.begin(), means.end(), mean) - means.begin();
  const auto not_above = std::upper_bound(means.begin(), means.end(), mean) - means.begin();
  return normal_quantile(static_cast<double>(below + not_above) / (2.0 * static_cast<double>(means.size())));
}

/// a of Efron's jackknife; for the mean it is the skewness of the sample over 6 √n.
double acceleration(const std::vector<double>& sample, double mean) {
  double squares = 0.0;
  double cubes = 0.0;
  for (const double value : sample) {
    squares += (value - mean) * (value - mean);
    cubes += (value - mean) * (value - mean) * (value - mean);
  }
  return cubes / (6.0 * squares * std::sqrt(squares));
}

/// Linear between the order statistics.
double quantile(const std::vector<double>& ascending, double probability) {
  const double position = probability * static_cast<double>(ascending.size() - 1);
  const auto index = static_cast<std::size_t>(position);
  if (index + 1 >= ascending.size()) return ascending.back();
  return ascending[index] + (position - static_cast<double>(index)) * (ascending[index + 1] - ascending[index]);
}

}  // namespace

std::vector<std::size_t> bootstrap_draws(std::size_t count, std::size_t resamples, const std::string& name) {
  std::mt19937_64 generator(std::stoull(sha256_hex(name).substr(0, 16), nullptr, 16));
  std::vector<std::size_t> draws(count * resamples);
  // Of 2^32 equally likely numbers each position gets the same share up to one: the standard's distributions differ between libraries.
  for (auto& draw : draws) draw = static_cast<std::size_t>(((generator() >> 32U) * count) >> 32U);
  return draws;
}

Interval bootstrap_interval(const std::vector<double>& sample, const std::vector<std::size_t>& draws, double confidence) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  if (sample.size() < 2) return {unknown, unknown};
  std::vector<double> ascending = sample;
  std::sort(ascending.begin(), ascending.end());
  if (ascending.front() == ascending.back()) return {ascending.front(), ascending.front()};
  const double mean = mean_of(ascending);
  const auto means = resampled_means(ascending, draws);
  const double bias = bias_correction(means, mean);
  const double skewness = acceleration(ascending, mean);
  const auto end = [&](double probability) {
    const double shifted = bias + normal_quantile(probability);
    return quantile(means, normal_lower(bias + shifted / (1.0 - skewness * shifted)));
  };
  const double tail = 0.5 * (1.0 - confidence);
  return {end(tail), end(1.0 - tail)};
}

}  // namespace assay::report
