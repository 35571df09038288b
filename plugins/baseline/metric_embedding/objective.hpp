#pragma once

#include <assay/plugin.hpp>

namespace assay::baseline_metric_embedding {

/// What the parts of the objective weigh.
struct Weights {
  double reconstruction = 1.0;
  double code = 1.1;
  double categorical = 1.2;
  double assignment = 4.7;
  double metric = 0.85;
};

/// The parts of the objective, scalars: means over all samples of a step.
struct Parts {
  Tensor reconstruction;
  Tensor code;  ///< undefined where the decoder reads the features themselves
  Tensor categorical;
  Tensor assignment;
  Tensor metric;
};

/// w_R L_R + w_G L_G + w_C L_C + w_A L_A + w_M L_M.
Tensor total(const Parts& parts, const Weights& weights);

}  // namespace assay::baseline_metric_embedding
