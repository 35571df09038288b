#include "labeled_batches.hpp"

#include <torch/types.h>

namespace baselines {

LabeledBatches::LabeledBatches(const Tensor& x, const assay::LabeledSamples& labels, assay::Stream& shuffle)
    : x_(x.index_select(0, labels.rows)), labels_(labels), shuffle_(&shuffle), waiting_(torch::empty({0}, torch::kInt64)) {}

LabeledBatch LabeledBatches::next(std::int64_t count) {
  while (waiting_.size(0) < count) waiting_ = torch::cat({waiting_, shuffle_->permutation(x_.size(0))});
  const Tensor chosen = waiting_.narrow(0, 0, count).to(x_.device());
  waiting_ = waiting_.narrow(0, count, waiting_.size(0) - count);
  return {x_.index_select(0, chosen), labels_.rows.index_select(0, chosen), labels_.classes.index_select(0, chosen)};
}

Tensor unlabeled_rows(std::int64_t count, const assay::LabeledSamples& labels) {
  const Tensor unlabeled = torch::ones({count}, labels.rows.options().dtype(torch::kBool)).index_fill_(0, labels.rows, 0);
  return unlabeled.nonzero().squeeze(1);
}

}  // namespace baselines
