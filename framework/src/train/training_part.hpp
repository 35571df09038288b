#pragma once

#include <cstdint>

#include "assay/core/tensor.hpp"

namespace assay::train {

/// Which samples a method is trained on: all, or some, as those of the data set's training part. Evaluations cover all samples.
class TrainingPart {
 public:
  /// All samples.
  TrainingPart() = default;
  /// The samples that `split` [N] uint8 marks with 0; some of either kind.
  explicit TrainingPart(const Tensor& split);

  [[nodiscard]] bool is_everything() const { return !rows_.defined(); }
  /// The part's rows of x [N, …]: a view where they follow each other; x itself when the part is everything.
  [[nodiscard]] Tensor of(const Tensor& x) const;
  /// The rows that are not in the part, of which there are some.
  [[nodiscard]] Tensor others_of(const Tensor& x) const;
  /// Where in `of` the samples `rows` [n] int64 stand, which are in the part.
  [[nodiscard]] Tensor positions_of(const Tensor& rows) const;
  /// What `of` and `others_of` took apart, in the order of the data set.
  [[nodiscard]] Tensor joined(const Tensor& part, const Tensor& others) const;

 private:
  Tensor rows_;    ///< int64, ascending; undefined: all
  Tensor others_;  ///< int64, ascending
};

}  // namespace assay::train
