#pragma once

#include <string>

#include "depict_network.hpp"
#include "depict_options.hpp"

namespace depict {

/// Σ_l λ_l · mean squared error of layer l, the mean taken over all numbers of the batch. `clean` are activations of the clean path, through which
/// gradients flow too: they are no constants.
Tensor reconstruction_loss(const Layers& decoded, const Layers& clean, const DepictOptions& options);

/// −(1/N) Σ_i Σ_k q_ik ln p_ik with p = softmax(logits), for targets q and logits [N, K].
Tensor cross_entropy(const Tensor& targets, const Tensor& logits);

/// The targets q [N, K] of the third phase for probabilities p [N, K] of all samples, f_k = Σ_i p_ik; rows sum to 1. `rule` as in the option
/// `target`: "square" q_ik ∝ p_ik² / f_k, "sqrt" q_ik ∝ p_ik / √f_k.
Tensor targets_of(const Tensor& p, const std::string& rule);

}  // namespace depict
