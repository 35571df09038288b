#include "norm_statistics.hpp"

#include <torch/utils.h>

#include "../common/variational_networks.hpp"

namespace assay::baseline_ladder_vae {

void collect_norm_statistics(torch::nn::Module& network, const std::vector<Tensor>& batches, const std::function<void(const Tensor& rows)>& forward) {
  const torch::NoGradGuard no_grad;
  const std::vector<Tensor> running = network.buffers();
  std::vector<Tensor> sums;
  for (const Tensor& values : running) sums.push_back(torch::zeros_like(values));
  double count = 0.0;
  network.train();
  for (const Tensor& rows : batches) {
    if (rows.size(0) < 2) continue;
    for (const Tensor& values : running) values.zero_();  // then a step leaves `momentum` times what this batch has
    forward(rows);
    for (std::size_t i = 0; i < running.size(); ++i) sums[i].add_(running[i], static_cast<double>(rows.size(0)));
    count += static_cast<double>(rows.size(0));
  }
  network.eval();
  if (count == 0.0) return;
  for (std::size_t i = 0; i < running.size(); ++i) running[i].copy_(sums[i] / (count * baselines::torch_batch_norm_momentum));
}

}  // namespace assay::baseline_ladder_vae
