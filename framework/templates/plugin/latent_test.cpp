#include <doctest/doctest.h>

#include <assay/testing.hpp>

TEST_CASE("the divergence has its hand-computed value") {
  const auto latent = assay::testing::make<assay::Latent>("@name@", {{"dim", 2}});
  CHECK(latent->parameter_width() == 3);
  // mean (1, 0), variance 1: half the squared length of the mean
  CHECK(latent->kl(torch::tensor({{1.0F, 0.0F, 0.0F}})).item<double>() == doctest::Approx(0.5));
}

TEST_CASE("the same noise gives the same sample") {
  const auto latent = assay::testing::make<assay::Latent>("@name@");
  const auto parameters = torch::zeros({4, latent->parameter_width()});
  auto first = assay::testing::stream(7);
  auto second = assay::testing::stream(7);
  CHECK(torch::equal(latent->sample(parameters, 1, first), latent->sample(parameters, 1, second)));
}
