#include <assay/plugin.hpp>

namespace {

using assay::Tensor;

/// KL(Cat(π) ‖ uniform) = Σ_k π_k ln(K π_k), averaged over the batch, in nats.
class CategoricalKl final : public assay::LatentLoss {
 public:
  CategoricalKl(const assay::NoOptions& /*options*/, assay::BuildContext& /*context*/) {}

  assay::LatentFamily family() const override { return assay::LatentFamily::categorical; }
  Tensor value(const assay::Latent& latent, const Tensor& parameters) const override { return latent.kl(parameters).mean(); }
};

}  // namespace

ASSAY_PLUGIN(assay::component<CategoricalKl>("categorical_kl", "KL of a categorical latent to the uniform distribution, mean over the batch"));
