#pragma once

#include <cstdint>

#include <assay/plugin.hpp>

namespace baselines {

/// Noise for the evaluation of a trained model that belongs to these samples x: it depends on the trial's `seed` and on the batch alone, so the same
/// batch gets the same draws. Equal noise for every batch would bring samples together that share their place in a batch.
assay::Stream noise_of(std::int64_t seed, const assay::Tensor& x);

/// A seed for `noise_of`, of this trial; to be saved with the model.
std::int64_t draw_noise_seed(assay::FitContext& context);

}  // namespace baselines
