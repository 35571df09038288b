#pragma once

#include <cstdint>

#include "assay/core/random.hpp"
#include "assay/core/tensor.hpp"
#include "assay/kinds/component.hpp"

namespace assay {
inline namespace abi_1 {

/// Decides which losses and health series apply: Gaussian latents have active units, categorical ones assign clusters.
enum class LatentFamily { deterministic, gaussian, categorical };

/// A latent variable: how parameters become a posterior, a sample and a code.
class ASSAY_EXPORT Latent : public Component {
 public:
  ~Latent() override;

  [[nodiscard]] virtual LatentFamily family() const = 0;
  /// Width P of the parameters that a linear head computes from the features, and width W of the code the decoder reads.
  /// P = 0: no head, the parameters are the features themselves, [B, F]; then `width` is 0 too and stands for F.
  [[nodiscard]] virtual std::int64_t parameter_width() const = 0;
  [[nodiscard]] virtual std::int64_t width() const = 0;
  /// A reparameterised sample of the posterior for training. [B, P] → [B, W]; `epoch` >= 1 drives schedules.
  [[nodiscard]] virtual Tensor sample(const Tensor& parameters, std::int64_t epoch, Stream& noise) const = 0;
  /// The deterministic code used for evaluation: the mean, or the probabilities π. [B, P] → [B, W].
  [[nodiscard]] virtual Tensor code(const Tensor& parameters) const = 0;
  /// KL to the prior in nats, from the parameters alone. [B, P] → [B]; zeros where there is no prior.
  [[nodiscard]] virtual Tensor kl(const Tensor& parameters) const = 0;
  /// Draws from the prior, [count, W]. Throws TrialError "latent.no-prior" where there is none.
  [[nodiscard]] virtual Tensor prior(std::int64_t count, Stream& noise) const = 0;
};

}  // namespace abi_1
}  // namespace assay
