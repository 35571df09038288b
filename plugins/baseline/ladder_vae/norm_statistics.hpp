#pragma once

#include <functional>
#include <vector>

#include <torch/nn/module.h>
#include <assay/plugin.hpp>

namespace assay::baseline_ladder_vae {

/// Gives the batch normalisations of `network` (`baselines::torch_batch_norm`) the means over all batches of the batches' means and variances, in the
/// place of the running ones, which remember the last few batches alone. `forward` brings rows through every layer of the network. Batches of one row
/// have no variance and do not count; with no others the statistics stay. Leaves the network in evaluation mode.
void collect_norm_statistics(torch::nn::Module& network, const std::vector<Tensor>& batches, const std::function<void(const Tensor& rows)>& forward);

}  // namespace assay::baseline_ladder_vae
