#pragma once

#include <cstdint>
#include <string>
#include <tuple>

#include "epoch_baseline.hpp"

namespace baselines {

/// Options of every variational model here.
struct VariationalOptions : TrainingOptions {
  std::string likelihood = "bernoulli";

  static constexpr auto fields =
      std::tuple_cat(TrainingOptions::fields,
                     assay::fields(assay::field("likelihood", &VariationalOptions::likelihood,
                                                "p(x | code); bernoulli: for data in [0, 1]; gaussian: the squared error, summed over dimensions")
                                       .one_of("bernoulli", "gaussian")));
};

/// p(x | code), given the decoder's output: logits of Bernoulli numbers, or the mean of a Gaussian.
class Likelihood {
 public:
  /// Throws SpecError "baseline.data-range" when Bernoulli numbers are wanted of data that are not in [0, 1].
  Likelihood(const std::string& name, const assay::DatasetInfo& data);

  /// Negative log-likelihood of each sample up to a constant, summed over dimensions: cross-entropy, or Σ_d (x_d − o_d)², which is a variance of ½.
  /// The arguments broadcast, [.., D] → [..].
  [[nodiscard]] Tensor error(const Tensor& x, const Tensor& output) const;
  /// The decoder's output in the range of the data.
  [[nodiscard]] Tensor expected(const Tensor& output) const;

 private:
  bool bernoulli_;
};

/// Samples as a step sees them: with `binarize` each number is drawn as 1 with the probability that it is, else as 0.
Tensor drawn(const Tensor& x, bool binarize, assay::Stream& noise);
/// Throws SpecError "baseline.binarize" when numbers are to be drawn as 0 or 1 for a likelihood that is not of Bernoulli numbers.
void check_binarize(bool binarize, const std::string& likelihood);

/// Factor of the divergences in epoch `epoch` >= 1 of a warm-up over `warm_up` epochs, in which it grows linearly to 1; 0: no warm-up.
double warmth(std::int64_t epoch, std::int64_t warm_up);

}  // namespace baselines
