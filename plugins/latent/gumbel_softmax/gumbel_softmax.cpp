#include <assay/plugin.hpp>

namespace {

using assay::Tensor;

struct GumbelSoftmaxOptions {
  std::int64_t categories = 10;
  assay::Schedule temperature = assay::Schedule::exponential(1.0, 0.5, 0.00693);
  std::string estimator = "soft";

  static constexpr auto fields =
      assay::fields(assay::field("categories", &GumbelSoftmaxOptions::categories, "number of categories K").in(2, 65536).derivable("classes"),
                    assay::field("temperature", &GumbelSoftmaxOptions::temperature, "temperature τ of the relaxed sample, by epoch").in(0.01, 100.0),
                    assay::field("estimator", &GumbelSoftmaxOptions::estimator,
                                 "what the decoder reads in training: the relaxed sample, or its one-hot argmax with the gradient of the relaxed one")
                        .one_of("soft", "straight_through"));
};

/// q(c | x̂) = Cat(softmax(ℓ)) with prior Cat(1/K, …); parameters are the logits ℓ. Jang, Gu, Poole 2017; Maddison, Mnih, Teh 2017.
class GumbelSoftmax final : public assay::Latent {
 public:
  GumbelSoftmax(const GumbelSoftmaxOptions& options, assay::BuildContext& /*context*/)
      : options_(options), straight_through_(options.estimator == "straight_through") {}

  assay::LatentFamily family() const override { return assay::LatentFamily::categorical; }
  std::int64_t parameter_width() const override { return options_.categories; }
  std::int64_t width() const override { return options_.categories; }

  Tensor sample(const Tensor& parameters, std::int64_t epoch, assay::Stream& noise) const override {
    Tensor relaxed = assay::gumbel_softmax(parameters, noise.gumbel(parameters.sizes()), options_.temperature.at(epoch));
    if (!straight_through_) return relaxed;
    // The bracket is exactly zero, so the value is exactly one-hot while the gradient is that of the relaxed sample.
    return one_hot(relaxed.detach().argmax(1)) + (relaxed - relaxed.detach());
  }
  Tensor code(const Tensor& parameters) const override { return torch::softmax(parameters, 1); }
  Tensor kl(const Tensor& parameters) const override { return assay::categorical_kl(parameters); }
  Tensor prior(std::int64_t count, assay::Stream& noise) const override {
    // Rounding may turn a draw just below 1 into K itself.
    const Tensor category = noise.uniform({count}).mul_(static_cast<double>(options_.categories)).to(torch::kInt64);
    return one_hot(category.clamp_max(options_.categories - 1));
  }

 private:
  Tensor one_hot(const Tensor& category) const {
    const Tensor code = torch::zeros({category.size(0), options_.categories}, category.options().dtype(torch::kFloat32));
    return code.scatter(1, category.unsqueeze(1), 1.0);
  }

  GumbelSoftmaxOptions options_;
  bool straight_through_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<GumbelSoftmax, GumbelSoftmaxOptions>("gumbel_softmax", "categorical code with relaxed samples, prior uniform"));
