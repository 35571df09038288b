#include "train/label_choice.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <torch/types.h>

#include "assay/core/error.hpp"
#include "assay/core/random.hpp"

namespace assay::train {
namespace {

/// Rows of the training part, in the order of the seed.
std::vector<std::int64_t> training_rows_in_random_order(const DatasetContents& contents, std::uint64_t seed) {
  const Tensor rows = contents.split.defined() ? contents.split.eq(0).nonzero().squeeze(1) : torch::arange(contents.x.size(0), torch::kInt64);
  Stream stream(stream_seed(seed, "labels"), c10::Device(c10::DeviceType::CPU));
  const Tensor order = rows.index_select(0, stream.permutation(rows.size(0)));
  return {order.data_ptr<std::int64_t>(), order.data_ptr<std::int64_t>() + order.numel()};
}

Tensor ascending(std::vector<std::int64_t> rows) {
  std::sort(rows.begin(), rows.end());
  return torch::tensor(rows, torch::kInt64);
}

}  // namespace

LabelChoice choose_labels(const TrialData& data, const DatasetContents& contents, std::uint64_t seed) {
  if (!data.labels) return {};
  if (!contents.labels.defined()) throw DataError("labels.none", "the data set has no labels, which [labels] wants to choose from");
  const std::int64_t* classes = contents.labels.data_ptr<std::int64_t>();
  std::vector<std::int64_t> found(static_cast<std::size_t>(data.info.classes), 0);
  std::vector<std::int64_t> labeled;
  std::vector<std::int64_t> others;
  for (const std::int64_t row : training_rows_in_random_order(contents, seed)) {
    auto& of_class = found[static_cast<std::size_t>(classes[row])];
    const bool chosen = of_class < data.labels->per_class;
    (chosen ? labeled : others).push_back(row);
    if (chosen) ++of_class;
  }
  const auto scarcest = std::min_element(found.begin(), found.end());
  if (*scarcest < data.labels->per_class) {
    throw DataError("labels.too-few-of-class", fmt::format("[labels] wants {} samples of each class, but class {} has {} in the training part",
                                                           data.labels->per_class, scarcest - found.begin(), *scarcest));
  }
  return {ascending(std::move(labeled)), ascending({others.end() - data.labels->validation, others.end()})};
}

TrainingPart training_part(const TrialData& data, const DatasetContents& contents, const LabelChoice& choice) {
  const bool validates = choice.is_made() && choice.validation.numel() > 0;
  if (!data.training_part_only && !validates) return {};
  Tensor left_out = data.training_part_only ? contents.split.clone() : torch::zeros({contents.x.size(0)}, torch::kUInt8);
  if (validates) left_out.index_fill_(0, choice.validation, 1);
  return TrainingPart(left_out);
}

LabeledSamples labeled_samples(const LabelChoice& choice, const Tensor& labels, const TrainingPart& part, c10::Device device) {
  return {part.positions_of(choice.labeled).to(device), labels.index_select(0, choice.labeled).to(device)};
}

}  // namespace assay::train
