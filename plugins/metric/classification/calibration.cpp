#include "calibration.hpp"

#include <tuple>

#include <torch/types.h>

namespace assay::metric_classification {

double expected_calibration_error(const Tensor& probabilities, const Tensor& labels, std::int64_t bins) {
  const auto largest = probabilities.to(torch::kFloat64).max(1);
  const Tensor& confidence = std::get<0>(largest);
  const Tensor correct = std::get<1>(largest).eq(labels).to(torch::kFloat64);
  const Tensor bin = (confidence * static_cast<double>(bins)).ceil().sub(1.0).clamp(0.0, static_cast<double>(bins - 1)).to(torch::kInt64);
  // n_b · |accuracy − confidence| is the magnitude of the summed differences.
  const Tensor gaps = torch::zeros({bins}, torch::kFloat64).index_add(0, bin, correct - confidence);
  return gaps.abs().sum().item<double>() / static_cast<double>(labels.numel());
}

}  // namespace assay::metric_classification
