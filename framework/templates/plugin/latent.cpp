#include <assay/plugin.hpp>

namespace {

using assay::Tensor;

struct Options {
  std::int64_t dim = 10;

  static constexpr auto fields = assay::fields(assay::field("dim", &Options::dim, "width d of the code").in(1, 65536));
};

/// q(z | x̂) = N(μ, σ² I) with one variance for all dimensions and prior N(0, I); parameters are (μ_1 … μ_d, ln σ²).
class @Class@ final : public assay::Latent {
 public:
  @Class@(const Options& options, assay::BuildContext& /*context*/) : dim_(options.dim) {}

  assay::LatentFamily family() const override { return assay::LatentFamily::gaussian; }
  std::int64_t parameter_width() const override { return dim_ + 1; }
  std::int64_t width() const override { return dim_; }

  Tensor sample(const Tensor& parameters, std::int64_t /*epoch*/, assay::Stream& noise) const override {
    return code(parameters) + noise.normal({parameters.size(0), dim_}) * (0.5 * log_variance(parameters)).exp();
  }
  Tensor code(const Tensor& parameters) const override { return parameters.narrow(1, 0, dim_); }
  Tensor kl(const Tensor& parameters) const override {
    return assay::gaussian_kl(code(parameters), log_variance(parameters).expand({-1, dim_}));
  }
  Tensor prior(std::int64_t count, assay::Stream& noise) const override { return noise.normal({count, dim_}); }

 private:
  Tensor log_variance(const Tensor& parameters) const { return parameters.narrow(1, dim_, 1).clamp(-10.0, 10.0); }

  std::int64_t dim_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<@Class@, Options>("@name@", "Gaussian with one variance for all dimensions, prior N(0, I)"));
