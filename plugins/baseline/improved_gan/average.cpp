#include "average.hpp"

#include <cmath>
#include <vector>

#include <torch/utils.h>

namespace assay::baseline_improved_gan {

double newest_share(double rate, std::int64_t steps) { return rate / -std::expm1(static_cast<double>(steps) * std::log1p(-rate)); }

void move_towards(torch::nn::Module& average, const torch::nn::Module& current, double share) {
  const torch::NoGradGuard no_grad;
  const std::vector<Tensor> averages = average.parameters();
  const std::vector<Tensor> newest = current.parameters();
  for (std::size_t i = 0; i < averages.size(); ++i) averages[i].lerp_(newest[i], share);
  const std::vector<Tensor> copies = average.buffers();
  const std::vector<Tensor> originals = current.buffers();
  for (std::size_t i = 0; i < copies.size(); ++i) copies[i].copy_(originals[i]);
}

}  // namespace assay::baseline_improved_gan
