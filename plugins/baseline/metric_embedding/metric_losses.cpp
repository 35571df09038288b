#include "metric_losses.hpp"

#include <torch/types.h>

#include "distances.hpp"

namespace assay::baseline_metric_embedding {
namespace {

/// Stands for infinity where an empty set would make it and its gradient no number.
constexpr double huge = 1e30;

/// Which ordered pairs of different samples share their class, and which do not; bool [B, B].
struct Pairs {
  explicit Pairs(const Tensor& classes)
      : differ(classes.unsqueeze(1).ne(classes.unsqueeze(0))),
        share(differ.logical_not().logical_and(torch::eye(classes.size(0), differ.options()).logical_not())) {}

  Tensor differ;
  Tensor share;
};

/// Mean of `values` [B, B] over the pairs that `chosen` marks; 0 when there are none.
Tensor mean_over(const Tensor& values, const Tensor& chosen) {
  return values.masked_fill(chosen.logical_not(), 0.0).sum() / chosen.sum().clamp_min(1);
}

}  // namespace

Tensor lifted_structure_loss(const Tensor& features, const Tensor& classes, double margin) {
  const Pairs pairs(classes);
  const Tensor distance = distances(features, features);
  const Tensor repulsion = (margin - distance).masked_fill(pairs.differ.logical_not(), -huge).logsumexp(1);
  const Tensor j = distance + torch::logaddexp(repulsion.unsqueeze(1), repulsion.unsqueeze(0));
  return 0.5 * mean_over(j.relu().square(), pairs.share);
}

Tensor semi_hard_triplet_loss(const Tensor& features, const Tensor& classes, double margin) {
  const Pairs pairs(classes);
  const Tensor squared = distances(features, features).square();
  const Tensor ascending = std::get<0>(squared.masked_fill(pairs.differ.logical_not(), huge).sort(1));  // the negatives of each row come first
  const Tensor last = pairs.differ.sum(1, /*keepdim=*/true) - 1;
  const Tensor farther = torch::searchsorted(ascending.detach(), squared.detach(), /*out_int32=*/false, /*right=*/true);
  const Tensor negative = ascending.gather(1, torch::minimum(last, farther).clamp_min(0));
  return mean_over((margin + squared - negative).relu(), pairs.share);
}

Tensor centroid_loss(const Tensor& features, const Tensor& classes, std::int64_t labeled) {
  const Tensor members = torch::one_hot(classes).to(features.scalar_type());  // [B, K]
  const std::int64_t unlabeled = features.size(0) - labeled;
  const Tensor of_class = members.narrow(0, unlabeled, labeled);
  const Tensor means = of_class.t().mm(features.narrow(0, unlabeled, labeled)) / of_class.sum(0).clamp_min(1.0).unsqueeze(1);
  return (features - members.mm(means)).square().sum(1).mean();
}

}  // namespace assay::baseline_metric_embedding
