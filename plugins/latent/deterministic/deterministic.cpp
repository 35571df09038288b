#include <assay/plugin.hpp>

namespace {

using assay::Tensor;

struct DeterministicOptions {
  std::int64_t dim = 0;

  static constexpr auto fields = assay::fields(
      assay::field("dim", &DeterministicOptions::dim, "width of the code, a linear map of the features; 0: the features themselves").in(0, 65536));
};

/// A code without noise and without prior: the bottleneck of a plain autoencoder.
class Deterministic final : public assay::Latent {
 public:
  Deterministic(const DeterministicOptions& options, assay::BuildContext& /*context*/) : dim_(options.dim) {}

  assay::LatentFamily family() const override { return assay::LatentFamily::deterministic; }
  std::int64_t parameter_width() const override { return dim_; }
  std::int64_t width() const override { return dim_; }

  Tensor sample(const Tensor& parameters, std::int64_t /*epoch*/, assay::Stream& /*noise*/) const override { return parameters; }
  Tensor code(const Tensor& parameters) const override { return parameters; }
  Tensor kl(const Tensor& parameters) const override { return torch::zeros({parameters.size(0)}, parameters.options()); }
  Tensor prior(std::int64_t /*count*/, assay::Stream& /*noise*/) const override {
    throw assay::TrialError("latent.no-prior", "a deterministic latent has no prior to draw from");
  }

 private:
  std::int64_t dim_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Deterministic, DeterministicOptions>("deterministic", "code without noise, for plain autoencoders"));
