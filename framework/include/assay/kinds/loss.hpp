#pragma once

#include <string>

#include "assay/core/tensor.hpp"
#include "assay/kinds/component.hpp"
#include "assay/kinds/latent.hpp"

namespace assay {
inline namespace abi_1 {

/// A term of the objective. Derive from ReconstructionLoss or LatentLoss, not from this.
class ASSAY_EXPORT Loss : public Component {
 public:
  ~Loss() override;

 private:
  Loss() = default;
  friend class ReconstructionLoss;
  friend class LatentLoss;
};

/// How the decoder's output becomes data.
enum class OutputFunction { identity, sigmoid };

/// Compares the decoder's output with the data.
class ASSAY_EXPORT ReconstructionLoss : public Loss {
 public:
  ~ReconstructionLoss() override;

  [[nodiscard]] virtual OutputFunction output_function() const = 0;
  /// x [B, D], output [B, D] before the output function → scalar.
  [[nodiscard]] virtual Tensor value(const Tensor& x, const Tensor& output) const = 0;
};

/// A function of one latent's posterior; the spec names the latent with `on`.
class ASSAY_EXPORT LatentLoss : public Loss {
 public:
  ~LatentLoss() override;

  /// The family it is defined for; any other is a spec error.
  [[nodiscard]] virtual LatentFamily family() const = 0;
  /// Parameters of the posterior [B, P] → scalar.
  [[nodiscard]] virtual Tensor value(const Latent& latent, const Tensor& parameters) const = 0;
};

}  // namespace abi_1
}  // namespace assay
