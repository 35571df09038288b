#include "what_where.hpp"

#include <cstdint>

#include <torch/types.h>

namespace assay::baseline_swwae {
namespace {

/// [B, C, H, W] → [4, B, C, H/2, W/2]: the numbers of each window, row by row. That they are the first axis makes most of the speed on a CPU.
Tensor windows(const Tensor& maps) {
  const Tensor split = maps.reshape({maps.size(0), maps.size(1), maps.size(2) / 2, 2, maps.size(3) / 2, 2});
  return split.permute({3, 5, 0, 1, 2, 4}).flatten(0, 1);
}

}  // namespace

WhatWhere hard_pool(const Tensor& maps) {
  const Tensor values = windows(maps);
  const auto [what, place] = values.max(0);
  return {what, torch::zeros(values.sizes(), values.options()).scatter_(0, place.unsqueeze(0), 1.0)};
}

WhatWhere soft_pool(const Tensor& maps, double beta) {
  const Tensor values = windows(maps);
  const Tensor shares = torch::softmax(beta * values, 0);
  const Tensor down = shares[2] + shares[3];
  const Tensor right = shares[1] + shares[3];
  const Tensor up = 1.0 - down;
  const Tensor left = 1.0 - right;
  return {(shares * values).sum(0), torch::stack({up * left, up * right, down * left, down * right})};
}

Tensor unpool(const Tensor& what, const Tensor& where) {
  const std::int64_t batch = what.size(0);
  const std::int64_t channels = what.size(1);
  const std::int64_t height = what.size(2);
  const std::int64_t width = what.size(3);
  const Tensor placed = (what * where).reshape({2, 2, batch, channels, height, width});
  return placed.permute({2, 3, 4, 0, 5, 1}).reshape({batch, channels, 2 * height, 2 * width});
}

}  // namespace assay::baseline_swwae
