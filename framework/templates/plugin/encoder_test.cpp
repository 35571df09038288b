#include <doctest/doctest.h>

#include <assay/testing.hpp>

TEST_CASE("encoder and decoder have the promised shapes") {
  assay::DatasetInfo data;
  data.shape = {6};
  const auto encoder = assay::testing::make<assay::Encoder>("@name@", {{"features", 3}}, data);
  auto init = assay::testing::stream();
  const auto network = encoder->make_encoder(data, init);
  CHECK(network->forward({torch::zeros({4, 6})}).sizes() == at::IntArrayRef({4, 3}));
  const auto decoder = encoder->make_decoder(data, {2, 5}, init);
  CHECK(decoder->forward({torch::zeros({4, 2}), torch::zeros({4, 5})}).sizes() == at::IntArrayRef({4, 6}));
}

TEST_CASE("biases start at zero so zero is mapped to zero") {
  assay::DatasetInfo data;
  data.shape = {6};
  const auto encoder = assay::testing::make<assay::Encoder>("@name@", {}, data);
  auto init = assay::testing::stream();
  CHECK(encoder->make_encoder(data, init)->forward({torch::zeros({1, 6})}).abs().max().item<double>() == 0.0);
}
