#pragma once

#include <cstdint>

#include <assay/core/tensor.hpp>

namespace assay::metric_classification {

/// Expected calibration error (Naeini et al. 2015): Σ_b n_b/n · |share of correct predictions − mean confidence| over `bins` equally wide bins of
/// the confidence, the largest class probability. `probabilities` [N, C], `labels` [N] int64. In [0, 1].
double expected_calibration_error(const Tensor& probabilities, const Tensor& labels, std::int64_t bins);

}  // namespace assay::metric_classification
