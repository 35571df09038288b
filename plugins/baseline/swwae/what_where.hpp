#pragma once

#include <assay/plugin.hpp>

namespace assay::baseline_swwae {

/// What is left of each window of 2×2 numbers, and where it was.
struct WhatWhere {
  Tensor what;   ///< [B, C, H/2, W/2]
  Tensor where;  ///< [4, B, C, H/2, W/2]: the share of "what" that each place of the window gets back, row by row; they sum to 1
};

/// The maximum, and a one in its place, the first of several. maps [B, C, H, W] with even sides.
WhatWhere hard_pool(const Tensor& maps);

/// With p = softmax(β z) over the numbers z of a window: what is Σ p z, and the place is (r, c) = Σ p · (row, column) in [0, 1]² (Zhao et al.
/// 2016). The shares are those of bilinear interpolation: (1 − r)(1 − c), (1 − r) c, r (1 − c), r c. As β grows it becomes `hard_pool`.
WhatWhere soft_pool(const Tensor& maps, double beta);

/// Puts "what" [B, C, h, w] back where it was, with zeros elsewhere: [B, C, 2h, 2w].
Tensor unpool(const Tensor& what, const Tensor& where);

}  // namespace assay::baseline_swwae
