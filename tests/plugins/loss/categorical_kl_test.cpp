#include <doctest/doctest.h>

#include "support/plugin_inputs.hpp"

using namespace test_support;
using assay::LatentFamily;

namespace {

/// A latent whose divergence is its first parameter.
class KnownDivergence final : public assay::Latent {
 public:
  LatentFamily family() const override { return LatentFamily::categorical; }
  std::int64_t parameter_width() const override { return 2; }
  std::int64_t width() const override { return 1; }
  Tensor sample(const Tensor& parameters, std::int64_t /*epoch*/, assay::Stream& /*noise*/) const override { return parameters; }
  Tensor code(const Tensor& parameters) const override { return parameters; }
  Tensor kl(const Tensor& parameters) const override { return parameters.select(1, 0); }
  Tensor prior(std::int64_t count, assay::Stream& /*noise*/) const override { return torch::zeros({count, 1}); }
};

}  // namespace

TEST_CASE("the loss is the mean divergence of the batch and is defined for categorical latents") {
  const auto loss = make_component<assay::LatentLoss>("categorical_kl", {});
  CHECK(loss->family() == LatentFamily::categorical);
  const Tensor parameters = torch::stack({vector({1.0, 9.0}), vector({2.0, 9.0}), vector({6.0, 9.0})}).requires_grad_();
  const Tensor value = loss->value(KnownDivergence(), parameters);
  CHECK(value.dim() == 0);
  CHECK(value.item<double>() == doctest::Approx(3.0));
  value.backward();
  CHECK(torch::allclose(parameters.grad().select(1, 0), torch::full({3}, 1.0 / 3.0)));
  CHECK(torch::equal(parameters.grad().select(1, 1), torch::zeros({3})));
}

TEST_CASE("an empty table is all the options there are") {
  CHECK(error_code([] { return make_component<assay::LatentLoss>("categorical_kl", {{"free_bits", 1.0}}); }) == "spec.unknown-option");
}
