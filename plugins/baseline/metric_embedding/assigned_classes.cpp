#include "assigned_classes.hpp"

#include <algorithm>

#include <torch/types.h>
#include <torch/utils.h>

#include "distances.hpp"

namespace assay::baseline_metric_embedding {

Tensor assigned_classes(const Tensor& features, const Tensor& labeled, const Tensor& classes, std::int64_t neighbours) {
  const torch::NoGradGuard no_grad;
  const Tensor order = std::get<1>(torch::sort(distances(features, labeled), /*stable=*/true, 1, false));
  const Tensor nearest = order.narrow(1, 0, std::min(neighbours, labeled.size(0)));
  const Tensor voters = classes.index_select(0, nearest.flatten()).view(nearest.sizes());
  return torch::one_hot(voters).sum(1).argmax(1);
}

}  // namespace assay::baseline_metric_embedding
