#pragma once

#include <cstdint>

#include "assay/core/context.hpp"
#include "assay/kinds/dataset.hpp"
#include "train/training_part.hpp"
#include "train/trial_data.hpp"

namespace assay::train {

/// Which samples of a data set a trial's [labels] picks; undefined tensors where the trial reads no labels.
struct LabelChoice {
  Tensor labeled;     ///< [n] int64, ascending: methods are told the classes of these
  Tensor validation;  ///< [m] int64, ascending, disjoint from `labeled`: no method is trained on these

  [[nodiscard]] bool is_made() const { return labeled.defined(); }
};

/// Picks `per_class` samples of each class and `validation` others. The training part is brought into an order that the seed and its size alone
/// decide; the first samples of each class are labeled, the last of the remaining ones are for validation. So all methods of a seed get the same,
/// and a larger choice contains a smaller one. Makes no choice when the trial reads no labels.
/// Throws DataError "labels.too-few-of-class", or "labels.none" when the data came without labels.
LabelChoice choose_labels(const TrialData& data, const DatasetContents& contents, std::uint64_t seed);

/// What the methods of the trial are trained on: without the test part where the spec says so, and without the validation samples.
TrainingPart training_part(const TrialData& data, const DatasetContents& contents, const LabelChoice& choice);

/// The choice as a method sees it that is trained on `part`, on `device`.
LabeledSamples labeled_samples(const LabelChoice& choice, const Tensor& labels, const TrainingPart& part, c10::Device device);

}  // namespace assay::train
