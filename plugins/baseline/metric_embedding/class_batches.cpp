#include "class_batches.hpp"

#include <algorithm>

#include <torch/types.h>

namespace assay::baseline_metric_embedding {

ClassBatches::ClassBatches(const Tensor& x, const LabeledSamples& labels, Stream& shuffle)
    : x_(x.index_select(0, labels.rows)), labels_(labels), classes_(labels.classes.to(torch::kCPU)), shuffle_(&shuffle) {}

baselines::LabeledBatch ClassBatches::next(std::int64_t per_class) const {
  const Tensor order = shuffle_->permutation(classes_.size(0));
  const Tensor by_class = std::get<1>(torch::sort(classes_.index_select(0, order), /*stable=*/true, 0, false));
  const std::int64_t classes = torch::bincount(classes_).count_nonzero().item<std::int64_t>();
  const Tensor grouped = order.index_select(0, by_class).view({classes, -1});
  const Tensor chosen = grouped.narrow(1, 0, std::min(per_class, grouped.size(1))).flatten().to(x_.device());
  return {x_.index_select(0, chosen), labels_.rows.index_select(0, chosen), labels_.classes.index_select(0, chosen)};
}

}  // namespace assay::baseline_metric_embedding
