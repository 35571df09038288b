#include "objective.hpp"

#include <torch/types.h>

namespace assay::baseline_metric_embedding {

Tensor total(const Parts& parts, const Weights& weights) {
  const Tensor without_code = weights.reconstruction * parts.reconstruction + weights.categorical * parts.categorical +
                              weights.assignment * parts.assignment + weights.metric * parts.metric;
  return parts.code.defined() ? without_code + weights.code * parts.code : without_code;
}

}  // namespace assay::baseline_metric_embedding
