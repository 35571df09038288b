#include <doctest/doctest.h>

#include "support/plugin_inputs.hpp"

using namespace test_support;
using assay::Latent;

TEST_CASE("the divergence of a Gaussian latent has its hand-computed values") {
  const auto latent = make_component<Latent>("gaussian", {{"dim", 2}});
  CHECK(latent->parameter_width() == 4);
  CHECK(latent->width() == 2);
  CHECK(latent->family() == assay::LatentFamily::gaussian);
  CHECK(latent->kl(row({1.0, 0.0, 0.0, std::log(2.0)})).item<double>() == doctest::Approx(0.653426).epsilon(1e-6));
  CHECK(latent->kl(row({0.0, 0.0, 0.0, 0.0})).item<double>() == 0.0);
}

TEST_CASE("samples of a Gaussian latent have its mean and variance") {
  const auto latent = make_component<Latent>("gaussian", {{"dim", 1}});
  assay::Stream noise = stream();
  const Tensor draws = latent->sample(row({3.0, std::log(4.0)}).expand({100000, 2}), 1, noise);
  CHECK(draws.mean().item<double>() == doctest::Approx(3.0).epsilon(0.01));
  CHECK(draws.std().item<double>() == doctest::Approx(2.0).epsilon(0.01));
  CHECK(latent->code(row({3.0, 1.0})).item<double>() == 3.0);
}

TEST_CASE("a sample of a Gaussian latent carries the gradient of mean and log-variance") {
  const auto latent = make_component<Latent>("gaussian", {{"dim", 1}});
  const Tensor parameters = row({0.5, 0.0}).requires_grad_();
  assay::Stream noise = stream();
  const auto epsilon = stream().normal({1, 1}).item<double>();
  const Tensor sample = latent->sample(parameters, 1, noise);
  CHECK(sample.item<double>() == doctest::Approx(0.5 + epsilon));
  sample.sum().backward();
  CHECK(parameters.grad()[0][0].item<double>() == doctest::Approx(1.0));
  CHECK(parameters.grad()[0][1].item<double>() == doctest::Approx(0.5 * epsilon));
}

TEST_CASE("the log-variance of a Gaussian latent is clamped") {
  const auto latent = make_component<Latent>("gaussian", {{"dim", 1}, {"logvar_bound", 2.0}});
  CHECK(latent->kl(row({0.0, 50.0})).item<double>() == doctest::Approx(latent->kl(row({0.0, 2.0})).item<double>()));
  CHECK(latent->kl(row({0.0, -50.0})).item<double>() == doctest::Approx(latent->kl(row({0.0, -2.0})).item<double>()));
}
