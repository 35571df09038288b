#include "../common/category_vae.hpp"

namespace {

using assay::Tensor;
using baselines::CategoryVaeOptions;
using baselines::Gaussian;

/// The Gaussian mixture variational autoencoder of Shu 2016, in the form of Arias Figueroa with relaxed samples of y: p(z | y) = N(μ_y, diag σ²_y),
/// both linear in the one-hot y, and p(x | z).
class GmvaeShu final : public baselines::CategoryVae {
 public:
  GmvaeShu(const CategoryVaeOptions& options, assay::BuildContext& context) : CategoryVae(options, context.dataset()) {}

 private:
  void build_generative(assay::Stream& init) override {
    prior_ = std::make_shared<baselines::GaussianHead>(options().clusters, options().dim, baselines::VarianceLink::softplus, weight_init(), init);
    decoder_ = std::make_shared<baselines::Decoder>(options().dim, options().hidden, dimensions(), weight_init(), init);
    add("prior", prior_);
    add("decoder", decoder_);
  }
  Gaussian prior(const Tensor& y) const override { return prior_->forward(y); }
  Tensor decode(const Tensor& /*y*/, const Tensor& z) const override { return decoder_->forward(z); }

  std::shared_ptr<baselines::GaussianHead> prior_;
  std::shared_ptr<baselines::Decoder> decoder_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<GmvaeShu, CategoryVaeOptions>("gmvae_shu", "variational autoencoder whose code has one Gaussian prior per category"));
