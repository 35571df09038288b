#pragma once

#include <cstdint>
#include <vector>

#include "../common/likelihood.hpp"
#include "code_hierarchy.hpp"

namespace assay::baseline_ladder_vae {

/// What the units of every layer tell of the samples, the layer next to the data first.
struct UnitActivity {
  std::vector<Tensor> divergence;  ///< [d] float64, nats: E_x E_q[ln q(z_k) − ln p(z_k)]
  std::vector<Tensor> variance;    ///< [d] float64: Var_x(E[z_k | x]), over all samples
};

/// Of samples x [N, D], with `draws` >= 1 of all codes for each. E[z_k | x] averages the means of q over the draws that they depend on, which is why
/// few draws do: a unit of N(0, 1) that the draws determine would show a variance of 1/draws.
UnitActivity unit_activity(const CodeHierarchy& hierarchy, const Tensor& x, std::int64_t draws, Stream& noise);

/// ln (1/S) Σ_s p(x, z_s)/q(z_s | x) of S = `draws` draws, a bound on ln p(x) that becomes tight with S (Burda, Grosse, Salakhutdinov 2016): [N] in
/// nats.
Tensor importance_weighted_bound(const CodeHierarchy& hierarchy, const baselines::Likelihood& likelihood, const Tensor& x, std::int64_t draws,
                                 Stream& noise);

}  // namespace assay::baseline_ladder_vae
