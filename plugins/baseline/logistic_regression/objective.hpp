#pragma once

#include "../../common/minimise.hpp"

namespace assay::baseline_logistic_regression {

/// Multinomial logistic regression: 1/n Σ_i −ln softmax(W x_i)_{y_i} + λ‖W‖², where the last column of x is 1 and its weights, the biases, are not
/// in the norm. x [n, d + 1] float64, y [n] int64, W [K, d + 1].
plugin_common::Slope objective(const Tensor& x, const Tensor& y, double ridge, const Tensor& w);

}  // namespace assay::baseline_logistic_regression
