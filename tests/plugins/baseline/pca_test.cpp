#include <cmath>
#include <memory>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "support/baseline_runs.hpp"

using namespace test_support;
using assay::Value;

namespace {

std::unique_ptr<assay::Baseline> fitted_to(const Tensor& x, Value::Table options, std::uint64_t seed = 1) {
  auto model = make_component<assay::Baseline>("pca", std::move(options), vectors(x.size(1)));
  FakeFitContext context(seed);
  model->fit(x, context);
  return model;
}

Tensor codes(assay::Baseline& model, const Tensor& x) { return dynamic_cast<assay::Embeds&>(model).embed(x); }
Tensor reconstructed(assay::Baseline& model, const Tensor& x) { return dynamic_cast<assay::Reconstructs&>(model).reconstruct(x); }

Value::Table options(std::int64_t components, bool whiten) { return {{"components", Value(components)}, {"whiten", Value(whiten)}}; }

/// Samples that vary more in some directions than in others, none of them an axis.
Tensor slanted(std::int64_t count) {
  assay::Stream random = stream(3);
  const Tensor mix = random.normal({5, 5});
  return (random.normal({count, 5}) * torch::tensor({4.0F, 2.0F, 1.0F, 0.5F, 0.25F})).mm(mix) + 7.0;
}

}  // namespace

TEST_CASE("four points on two axes have the codes of a computation by hand") {
  const Tensor x = torch::tensor({2.0F, 0.0F, 0.0F, 1.0F, -2.0F, 0.0F, 0.0F, -1.0F}).view({4, 2});
  const Tensor whitened = codes(*fitted_to(x, options(2, true)), x);
  const double root = std::sqrt(2.0);
  CHECK(whitened[0][0].item<double>() == doctest::Approx(root).epsilon(1e-6));
  CHECK(whitened[0][1].item<double>() == doctest::Approx(0.0));
  CHECK(whitened[1][0].item<double>() == doctest::Approx(0.0));
  CHECK(whitened[1][1].item<double>() == doctest::Approx(root).epsilon(1e-6));
  // The one deviation of all numbers is 1.1180340, so that the variances of the components are 1.6 and 0.4.
  const Tensor variances = codes(*fitted_to(x, options(2, false)), x).square().mean(0);
  CHECK(variances[0].item<double>() == doctest::Approx(1.6).epsilon(1e-6));
  CHECK(variances[1].item<double>() == doctest::Approx(0.4).epsilon(1e-6));
}

TEST_CASE("whitened components have mean 0 and unit covariance: a Gaussian that ignores its code gives -1.4189385 nats each") {
  const Tensor x = slanted(400);
  const Tensor whitened = codes(*fitted_to(x, options(4, true)), x).to(torch::kFloat64);
  CHECK(whitened.mean(0).abs().max().item<double>() < 1e-5);
  CHECK(torch::allclose(whitened.t().mm(whitened) / 400.0, torch::eye(4, torch::kFloat64), 1e-4, 1e-4));
  const auto log_likelihood = (-0.5 * (std::log(2.0 * M_PI) + whitened.square())).sum(1).mean().item<double>();
  CHECK(log_likelihood == doctest::Approx(-1.4189385 * 4).epsilon(1e-5));
}

TEST_CASE("all components give the samples back, fewer give what is nearest to them") {
  const Tensor x = slanted(60);
  for (const bool whiten : {true, false}) {
    CHECK(torch::allclose(reconstructed(*fitted_to(x, options(5, whiten)), x), x, 1e-3, 1e-3));
    double before = 0.0;
    for (const std::int64_t components : {4, 3, 2, 1}) {
      const auto error = (reconstructed(*fitted_to(x, options(components, whiten)), x) - x).square().sum().item<double>();
      CHECK(error > before);
      before = error;
    }
  }
}

TEST_CASE("the covariance is that of samples drawn by the seed, and a restored model gives the same codes") {
  const Tensor x = slanted(300);
  const auto of = [&](std::uint64_t seed) { return fitted_to(x, {{"components", Value(2)}, {"samples", Value(50)}}, seed); };
  const auto model = of(1);
  CHECK(torch::equal(codes(*model, x), codes(*of(1), x)));
  CHECK_FALSE(torch::equal(codes(*model, x), codes(*of(2), x)));
  assay::StateDict state;
  model->save(state);
  const auto restored = of(2);
  restored->restore(state);
  CHECK(torch::equal(codes(*restored, x), codes(*model, x)));
}

TEST_CASE("a direction without variance has code 0, samples that are all alike and too many components are errors") {
  Tensor x = slanted(50);
  x.select(1, 2).fill_(3.0);
  x.select(1, 4).copy_(x.select(1, 1));
  const Tensor whitened = codes(*fitted_to(x, options(5, true)), x);
  CHECK(whitened.isfinite().all().item<bool>());
  CHECK(whitened.narrow(1, 3, 2).abs().max().item<double>() < 1e-3);
  CHECK(error_code([&] { fitted_to(torch::ones({4, 2}), options(1, true)); }) == "pca.no-variance");
  CHECK(error_code([&] { fitted_to(x, options(6, true)); }) == "pca.components");
}
