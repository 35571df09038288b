#pragma once

#include "objective.hpp"

namespace assay::baseline_tsvm {

/// ½λ‖w‖² + 1/2l Σ_i max(0, 1 − y_i f_i)² + λ_U/2u Σ_j max(0, 1 − |f_j|)²: what switching lowers, taken at the best signs of the unlabeled samples.
double switching_objective(const Problem& problem, const Tensor& w);

/// The same machine by switching of signs (Joachims 1999; several pairs at a time, Sindhwani and Keerthi 2006): the unlabeled samples with the
/// highest scores are taken for members of the class, as many as its share asks for; the weight of the unlabeled samples grows to λ_U, and in between
/// pairs of a member and another sample swap their signs while that lowers the objective.
Tensor solve_by_switching(const Problem& problem, const plugin_common::MinimiseLimits& limits);

}  // namespace assay::baseline_tsvm
