#pragma once

#include <assay/plugin.hpp>

namespace assay::baseline_improved_gan {

/// mean[E − ℓ_y] with E = ln Σ_k e^ℓ_k, the cross-entropy of softmax(ℓ): logits ℓ [B, K], classes int64 [B].
Tensor labeled_loss(const Tensor& logits, const Tensor& classes);

/// −½ ln D(real) − ½ ln(1 − D(fake)), means over the rows of [B, K] each. D = Z / (Z + 1) with Z = Σ_k e^ℓ_k is the probability of not being
/// generated in a softmax over K + 1 logits of which that of "generated" is 0 (Salimans et al. 2016, section 5).
Tensor unlabeled_loss(const Tensor& real, const Tensor& fake);

/// How the difference Δ of two mean features is measured: mean_j |Δ_j| or mean_j Δ_j².
enum class Matching { absolute, squared };

/// Feature matching (Salimans et al. 2016, section 3.1): the difference of the mean features of real [B, F] and fake [B', F] samples.
Tensor feature_distance(const Tensor& real, const Tensor& fake, Matching matching);

}  // namespace assay::baseline_improved_gan
