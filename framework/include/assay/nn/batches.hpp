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

/// function(rows) for every block of `batch` rows of [N, …], in order, without gradients; the last block may be smaller.
ASSAY_EXPORT void for_each_block(const Tensor& x, std::int64_t batch, const std::function<void(const Tensor&)>& function);

/// Blocks of rows put one below the other. The first decides shape, type and device of the whole.
class ASSAY_EXPORT Rows {
 public:
  /// `count`: of all rows together.
  explicit Rows(std::int64_t count) : count_(count) {}
  void add(const Tensor& block);
  /// [count, …]; undefined before the first block.
  [[nodiscard]] const Tensor& all() const { return all_; }

 private:
  std::int64_t count_;
  std::int64_t filled_ = 0;
  Tensor all_;
};

/// The results of `for_each_block`, one below the other.
ASSAY_EXPORT Tensor apply_in_batches(const Tensor& x, std::int64_t batch, const std::function<Tensor(const Tensor&)>& function);

/// Steps of training on `x` between two looks at what they computed: 1 on the CPU, where a look costs nothing; elsewhere more, because a look
/// waits for the device.
ASSAY_EXPORT std::int64_t steps_between_looks(const Tensor& x);

/// The mean of a loss over the samples of an epoch. Nothing that is not finite goes unnoticed.
class ASSAY_EXPORT LossMean {
 public:
  /// `loss`: a scalar, the mean over `samples`. Throws TrialError "train.non-finite" when it, or one added earlier, is NaN or infinite; see
  /// steps_between_looks.
  void add(const Tensor& loss, std::int64_t samples);
  /// NaN before the first sample. Throws like `add`.
  [[nodiscard]] double mean();

 private:
  void look();

  std::vector<Tensor> waiting_;  ///< losses that have not been looked at
  std::vector<std::int64_t> waiting_samples_;
  double sum_ = 0.0;
  std::int64_t samples_ = 0;
};

}  // namespace abi_1
}  // namespace assay
