#include "../common/category_vae.hpp"

namespace {

using assay::Tensor;
using baselines::Gaussian;

struct M2Options : baselines::CategoryVaeOptions {
  M2Options() { estimator = "marginal"; }
};

/// The generative semi-supervised model M2 (Kingma et al. 2014) without labels: p(z) = N(0, I) whatever y, and p(x | y, z).
/// Known to fail: nothing keeps z from carrying the category too, so q(y | x) becomes uniform or settles on one category.
class M2 final : public baselines::CategoryVae {
 public:
  M2(const M2Options& options, assay::BuildContext& context) : CategoryVae(options, context.dataset()) {}

 private:
  void build_generative(assay::Stream& init) override {
    decoder_ = std::make_shared<baselines::Decoder>(options().clusters + options().dim, options().hidden, dimensions(), weight_init(), init);
    add("decoder", decoder_);
  }
  Gaussian prior(const Tensor& y) const override {
    const Tensor zero = torch::zeros({y.size(0), options().dim}, y.options());
    return {zero, zero};
  }
  Tensor decode(const Tensor& y, const Tensor& z) const override { return decoder_->forward(torch::cat({y, z}, 1)); }

  std::shared_ptr<baselines::Decoder> decoder_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<M2, M2Options>("m2", "the generative model M2 without labels; its categories are known to collapse"));
