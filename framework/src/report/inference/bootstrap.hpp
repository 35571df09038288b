#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace assay::report {

struct Interval {
  double low = 0.0;
  double high = 0.0;
};

/// `resamples` draws with replacement of `count` of the positions 0 … count − 1, one after another. The generator is a Mersenne twister
/// (std::mt19937_64) seeded with the SHA-256 of `name`, so equal arguments give equal draws on every machine.
std::vector<std::size_t> bootstrap_draws(std::size_t count, std::size_t resamples, const std::string& name);

/// Bias-corrected and accelerated interval for the mean of `sample` (Efron 1987) from such draws. The point itself when all values are
/// equal; NaN for fewer than two values.
Interval bootstrap_interval(const std::vector<double>& sample, const std::vector<std::size_t>& draws, double confidence);

}  // namespace assay::report
