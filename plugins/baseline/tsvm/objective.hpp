#pragma once

#include "../../common/minimise.hpp"

namespace assay::baseline_tsvm {

/// One class against the rest: f(x) = w·φ(x) + b with fixed b. All tensors are float64 on the CPU.
struct Problem {
  Tensor labeled;                 ///< [l, D], φ of the labeled samples
  Tensor signs;                   ///< [l], +1 for the class, −1 for the rest
  Tensor unlabeled;               ///< [u, D], φ of the unlabeled samples, of mean 0
  double bias = 0.0;              ///< b: the mean of f over the unlabeled samples, 2r − 1 for a share r of the class
  double ridge = 1e-3;            ///< λ
  double unlabeled_weight = 0.0;  ///< λ_U
};

/// F(w) = λ‖w‖² + 1/l Σ_i max(0, 1 − y_i f_i)² + λ_U/u Σ_j exp(−3 f_j²), a smooth transductive support vector machine (Chapelle and Zien 2005):
/// the last term pushes the boundary away from unlabeled samples.
plugin_common::Slope objective(const Problem& problem, const Tensor& w);

/// Lowers F from w = 0, first without the unlabeled samples and then with λ_U growing to its value, each time from where the last ended: F is not
/// convex, and at once it would put all samples to one side. With λ_U = 0 this is the supervised machine.
Tensor solve(Problem problem, const plugin_common::MinimiseLimits& limits);

}  // namespace assay::baseline_tsvm
