#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "assay/abi/export.hpp"
#include "assay/core/random.hpp"
#include "assay/core/tensor.hpp"

namespace assay {
inline namespace abi_1 {

/// The batches of one epoch in a new random order: int64 indices on `device` that cover 0 … count−1 once. The order is drawn on the CPU
/// (use a host stream), so that it is the same on every device. The last batch may be smaller.
ASSAY_EXPORT std::vector<Tensor> shuffled_batches(std::int64_t count, std::int64_t batch, Stream& shuffle, c10::Device device);

/// function(rows) of [N, …] in blocks of `batch` rows, without gradients; the results one below the other.
ASSAY_EXPORT Tensor apply_in_batches(const Tensor& x, std::int64_t batch, const std::function<Tensor(const Tensor&)>& function);

/// The mean of a loss over the samples of an epoch. Nothing that is not finite goes unnoticed.
class ASSAY_EXPORT LossMean {
 public:
  /// `loss`: a scalar, the mean over `samples`. Throws TrialError "train.non-finite" when it is NaN or infinite.
  void add(const Tensor& loss, std::int64_t samples);
  /// NaN before the first sample.
  [[nodiscard]] double mean() const;

 private:
  double sum_ = 0.0;
  std::int64_t samples_ = 0;
};

}  // namespace abi_1
}  // namespace assay
