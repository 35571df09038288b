#pragma once

#include <cstdint>
#include <memory>

#include "assay/core/dataset_info.hpp"
#include "assay/core/random.hpp"
#include "assay/kinds/component.hpp"
#include "assay/nn/network.hpp"

namespace assay {
inline namespace abi_1 {

/// A pair of networks: data to features, and latent codes back to data.
class ASSAY_EXPORT Encoder : public Component {
 public:
  ~Encoder() override;

  /// Width F of the feature representation x̂.
  [[nodiscard]] virtual std::int64_t features() const = 0;
  /// Inputs {x [B, D]} → x̂ [B, F]. Weights are drawn from `init`. Throws SpecError when the data's shape does not fit.
  [[nodiscard]] virtual std::unique_ptr<Network> make_encoder(const DatasetInfo& data, Stream& init) const = 0;
  /// Inputs {code_0 [B, w_0], code_1 [B, w_1], …} → [B, D], before any output function (logits of a Bernoulli, mean of a Gaussian).
  [[nodiscard]] virtual std::unique_ptr<Network> make_decoder(const DatasetInfo& data, const std::vector<std::int64_t>& code_widths,
                                                              Stream& init) const = 0;
};

}  // namespace abi_1
}  // namespace assay
