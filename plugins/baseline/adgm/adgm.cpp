#include "auxiliary_model.hpp"

namespace {

using assay::Tensor;
using assay::baseline_adgm::AuxiliaryModel;
using assay::baseline_adgm::AuxiliaryOptions;
using baselines::Gaussian;

/// The auxiliary deep generative model (Maaløe et al. 2016): p(a | x, y, z) p(x | y, z). Without a it is M2's generative model; a enriches q alone.
class Adgm final : public AuxiliaryModel {
 public:
  Adgm(const AuxiliaryOptions& options, assay::BuildContext& context) : AuxiliaryModel(options, context.dataset()) {}

 private:
  void build_generative(assay::Stream& init) override {
    prior_ = add_gaussian("auxiliary_prior", dimensions() + classes() + options().dim, options().auxiliary_dim, init);
    decoder_ = add_decoder("decoder", classes() + options().dim, output_width(), init);
  }
  Gaussian auxiliary_prior(const Tensor& x, const Tensor& y, const Tensor& z) const override { return prior_->forward({x, y, z}); }
  Tensor decode(const Tensor& /*a*/, const Tensor& y, const Tensor& z) const override { return decoder_->forward({y, z}); }
  Tensor generating_auxiliary(const Tensor& /*y*/, const Tensor& /*z*/) const override { return {}; }

  std::shared_ptr<GaussianNet> prior_;
  std::shared_ptr<baselines::Decoder> decoder_;
};

/// The skip deep generative model (Maaløe et al. 2016): p(a | y, z) p(x | a, y, z), in which a is a second stochastic layer.
class Sdgm final : public AuxiliaryModel {
 public:
  Sdgm(const AuxiliaryOptions& options, assay::BuildContext& context) : AuxiliaryModel(options, context.dataset()) {}

 private:
  void build_generative(assay::Stream& init) override {
    prior_ = add_gaussian("auxiliary_prior", classes() + options().dim, options().auxiliary_dim, init);
    decoder_ = add_decoder("decoder", options().auxiliary_dim + classes() + options().dim, output_width(), init);
  }
  Gaussian auxiliary_prior(const Tensor& /*x*/, const Tensor& y, const Tensor& z) const override { return prior_->forward({y, z}); }
  Tensor decode(const Tensor& a, const Tensor& y, const Tensor& z) const override { return decoder_->forward({a, y, z}); }
  Tensor generating_auxiliary(const Tensor& y, const Tensor& z) const override { return prior_->forward({y, z}).mean; }

  std::shared_ptr<GaussianNet> prior_;
  std::shared_ptr<baselines::Decoder> decoder_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Adgm, AuxiliaryOptions>("adgm", "auxiliary deep generative model, semi-supervised"),
             assay::component<Sdgm, AuxiliaryOptions>("sdgm", "skip deep generative model, semi-supervised"));
