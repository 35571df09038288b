#pragma once

#include <cstdint>

#include <assay/plugin.hpp>

namespace assay::baseline_improved_gan {

/// The share of the newest of `steps` values in their exponential moving average, without a value to start from: rate / (1 − (1 − rate)^steps).
/// 0 < rate <= 1, steps >= 1.
double newest_share(double rate, std::int64_t steps);

/// Moves the parameters of `average` by `share` of the way to those of `current`, a module of the same form, and copies the buffers.
void move_towards(torch::nn::Module& average, const torch::nn::Module& current, double share);

}  // namespace assay::baseline_improved_gan
