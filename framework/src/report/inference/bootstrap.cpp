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

/// The means of resamples of a sample. Equal resamples have equal means to the last bit, as they are added in one order.
class ResampledMeans {
 public:
  explicit ResampledMeans(const std::vector<double>& sample) : values_(sample), slots_(sample.size()), times_(sample.size()) {
    std::sort(values_.begin(), values_.end());
    values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
    std::transform(sample.begin(), sample.end(), slots_.begin(),
                   [&](double value) { return static_cast<std::size_t>(std::lower_bound(values_.begin(), values_.end(), value) - values_.begin()); });
  }

  [[nodiscard]] bool is_constant() const { return values_.size() == 1; }

  /// The mean of the values at as many positions as the sample has, from `positions` on.
  double mean(const std::size_t* positions) {
    std::fill(times_.begin(), times_.end(), std::size_t{0});
    for (std::size_t i = 0; i < slots_.size(); ++i) ++times_[slots_[positions[i]]];
    double sum = 0.0;
    for (std::size_t i = 0; i < values_.size(); ++i) sum += static_cast<double>(times_[i]) * values_[i];
    return sum / static_cast<double>(slots_.size());
  }

  /// Those of all draws in ascending order.
  std::vector<double> means(const std::vector<std::size_t>& draws) {
    std::vector<double> means;
    means.reserve(draws.size() / slots_.size());
    for (std::size_t i = 0; i < draws.size(); i += slots_.size()) means.push_back(mean(draws.data() + i));
    std::sort(means.begin(), means.end());
    return means;
  }

 private:
  std::vector<double> values_;      ///< distinct, ascending
  std::vector<std::size_t> slots_;  ///< where each number of the sample is among them
  std::vector<std::size_t> times_;
};

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
  ResampledMeans resampled(sample);
  if (resampled.is_constant()) return {sample.front(), sample.front()};
  std::vector<std::size_t> each_once(sample.size());
  std::iota(each_once.begin(), each_once.end(), std::size_t{0});
  const double mean = resampled.mean(each_once.data());
  const auto means = resampled.means(draws);
  const double bias = bias_correction(means, mean);
  const double skewness = acceleration(sample, mean);
  const auto end = [&](double probability) {
    const double shifted = bias + normal_quantile(probability);
    return quantile(means, normal_lower(bias + shifted / (1.0 - skewness * shifted)));
  };
  const double tail = 0.5 * (1.0 - confidence);
  return {end(tail), end(1.0 - tail)};
}

}  // namespace assay::report
