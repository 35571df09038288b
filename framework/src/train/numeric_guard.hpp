#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/core/tensor.hpp"
#include "assay/record/recorder.hpp"
#include "train/composed_model.hpp"

namespace assay::train {

/// Where training stood when a loss stopped being a number.
struct NonFiniteStep {
  std::int64_t epoch = 0;
  std::int64_t step = 0;  ///< within the epoch, from 1
  double lr = 0.0;
  Tensor indices;      ///< [B] int64: samples of the batch
  Tensor x;            ///< [B, D]
  Tensor loss_values;  ///< [terms] of that step
};

/// Writes what is known about the failure as events of the trial (code "train.non-finite"): loss terms, non-finite parameters, ranges of
/// the batch and of every latent's parameters (a Gaussian's as mean and log-variance), the samples of the batch.
/// Then throws TrialError "train.non-finite" that names epoch, step and terms.
[[noreturn]] void fail_non_finite(const NonFiniteStep& where, ComposedModel& model, Recorder& recorder);

/// "in [-1.25, 3.5]", and how many of the values are not finite.
std::string range_text(const Tensor& values);

}  // namespace assay::train
