#include <assay/plugin.hpp>

namespace {

using assay::Tensor;

/// KL(N(μ, diag σ²) ‖ N(0, I)), summed over the code, averaged over the batch, in nats. Kingma and Welling 2014, appendix B.
class GaussianKl final : public assay::LatentLoss {
 public:
  GaussianKl(const assay::NoOptions& /*options*/, assay::BuildContext& /*context*/) {}

  assay::LatentFamily family() const override { return assay::LatentFamily::gaussian; }
  Tensor value(const assay::Latent& latent, const Tensor& parameters) const override { return latent.kl(parameters).mean(); }
};

}  // namespace

ASSAY_PLUGIN(assay::component<GaussianKl>("gaussian_kl", "KL of a Gaussian latent to N(0, I), mean over the batch"));
