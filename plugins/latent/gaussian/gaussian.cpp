#include <assay/plugin.hpp>

namespace {

using assay::Tensor;

struct GaussianOptions {
  std::int64_t dim = 100;
  double logvar_bound = 10.0;

  static constexpr auto fields =
      assay::fields(assay::field("dim", &GaussianOptions::dim, "width d of the code").in(1, 65536),
                    assay::field("logvar_bound", &GaussianOptions::logvar_bound, "the log-variance is clamped to [-bound, bound]").in(1.0, 30.0));
};

/// q(z | x̂) = N(μ, diag σ²) with prior N(0, I); parameters are (μ, ln σ²). Kingma and Welling 2014.
class Gaussian final : public assay::Latent {
 public:
  Gaussian(const GaussianOptions& options, assay::BuildContext& /*context*/) : options_(options) {}

  assay::LatentFamily family() const override { return assay::LatentFamily::gaussian; }
  std::int64_t parameter_width() const override { return 2 * options_.dim; }
  std::int64_t width() const override { return options_.dim; }

  Tensor sample(const Tensor& parameters, std::int64_t /*epoch*/, assay::Stream& noise) const override {
    const Tensor mean = code(parameters);
    return mean + noise.normal(mean.sizes()) * (0.5 * log_variance(parameters)).exp();
  }
  Tensor code(const Tensor& parameters) const override { return parameters.narrow(1, 0, options_.dim); }
  Tensor kl(const Tensor& parameters) const override { return assay::gaussian_kl(code(parameters), log_variance(parameters)); }
  Tensor prior(std::int64_t count, assay::Stream& noise) const override { return noise.normal({count, options_.dim}); }

 private:
  Tensor log_variance(const Tensor& parameters) const {
    return parameters.narrow(1, options_.dim, options_.dim).clamp(-options_.logvar_bound, options_.logvar_bound);
  }

  GaussianOptions options_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Gaussian, GaussianOptions>("gaussian", "diagonal Gaussian with learned mean and log-variance, prior N(0, I)"));
