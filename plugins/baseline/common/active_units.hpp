#pragma once

#include <torch/types.h>
#include <assay/plugin.hpp>

namespace baselines {

using assay::Tensor;

constexpr double active_variance = 0.01;    // of the means; as in the health of composed models (Burda, Grosse, Salakhutdinov 2016)
constexpr double active_divergence = 0.01;  // in nats

/// Population variance over the samples of the means [N, d] of q(z | x): [d].
inline Tensor variance_of_means(const Tensor& means) { return means.var(0, /*unbiased=*/false); }

/// How many units are active by the variances [d] of their means, above 0.01.
inline double active_units(const Tensor& variances) { return variances.gt(active_variance).sum().item<double>(); }

/// How many units are active by their mean divergences [d] from the prior, above 0.01 nat. A unit of constant mean and a variance that depends on the
/// sample is active by this alone; and so is one whose mean is constant, but not the prior's.
inline double informative_units(const Tensor& divergences) { return divergences.gt(active_divergence).sum().item<double>(); }

}  // namespace baselines
