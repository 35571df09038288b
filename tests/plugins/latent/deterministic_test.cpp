#include <doctest/doctest.h>

#include "support/plugin_inputs.hpp"

using namespace test_support;
using assay::Latent;

TEST_CASE("a deterministic latent returns its parameters unchanged in training and evaluation") {
  const auto latent = make_component<Latent>("deterministic", {{"dim", 3}});
  CHECK(latent->parameter_width() == 3);
  CHECK(latent->width() == 3);
  const Tensor parameters = row({1.0, -2.0, 3.0});
  assay::Stream noise = stream();
  const Tensor before = noise.state();
  CHECK(torch::equal(latent->sample(parameters, 5, noise), parameters));
  CHECK(torch::equal(latent->code(parameters), parameters));
  CHECK(torch::equal(noise.state(), before));
  CHECK(torch::equal(latent->kl(parameters), torch::zeros({1})));
}

TEST_CASE("without a width it stands for the features and asks for no head") {
  const auto latent = make_component<Latent>("deterministic", {});
  CHECK(latent->parameter_width() == 0);
  CHECK(latent->width() == 0);
}

TEST_CASE("it says that it has no prior") {
  const auto latent = make_component<Latent>("deterministic", {{"dim", 3}});
  assay::Stream noise = stream();
  CHECK(error_code([&] { return latent->prior(4, noise); }) == "latent.no-prior");
}
