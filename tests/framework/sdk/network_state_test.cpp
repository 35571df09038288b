#include <doctest/doctest.h>
#include <torch/types.h>

#include "assay/core/error.hpp"
#include "assay/nn/network_state.hpp"
#include "support/fake_encoder.hpp"

using assay::Tensor;

namespace {

std::unique_ptr<assay::Network> network(std::uint64_t seed, std::int64_t hidden = 4) {
  assay::DatasetInfo data;
  data.shape = {3};
  assay::Stream init(seed, c10::Device(c10::DeviceType::CPU));
  return test_support::dense_encoder({hidden}, 2)->make_encoder(data, init);
}

}  // namespace

TEST_CASE("a network that is put and loaded computes the same") {
  const auto first = network(1);
  const auto second = network(2);
  const Tensor x = torch::ones({2, 3});
  REQUIRE_FALSE(first->forward({x}).equal(second->forward({x})));
  assay::StateDict state;
  assay::put_network(state, "encoder/", *first);
  CHECK(state.has("encoder/layer0.weight"));
  assay::load_network(state, "encoder/", *second);
  CHECK(first->forward({x}).equal(second->forward({x})));
}

TEST_CASE("the state of another network is refused") {
  assay::StateDict state;
  assay::put_network(state, "encoder/", *network(1));
  CHECK_THROWS_WITH_AS(assay::load_network(state, "encoder/", *network(1, 5)), doctest::Contains("'encoder/layer0.weight' has another shape"),
                       assay::SpecError);
  CHECK_THROWS_WITH_AS(assay::load_network(state, "decoder/", *network(1)), doctest::Contains("it has no 'decoder/layer0.weight'"), assay::SpecError);
}
