#include <doctest/doctest.h>

#include "network.hpp"
#include "support/plugin_inputs.hpp"

using namespace test_support;
using namespace assay::baseline_jule;

namespace {

void check_layout(std::int64_t height, std::int64_t width, const std::vector<bool>& pooled, std::int64_t last_height, std::int64_t last_width) {
  const Layout layout = layout_for(images(1, height, width));
  CHECK(layout.pooled == pooled);
  CHECK(layout.height == last_height);
  CHECK(layout.width == last_width);
}

/// Width of what the linear layer reads.
std::int64_t flat_width(const assay::DatasetInfo& data) {
  assay::Stream init = stream();
  const auto network = make_network(data, {}, init);
  for (const auto& [name, tensor] : network->parameters()) {
    if (name == "output.weight") return tensor.size(1);
  }
  return 0;
}

}  // namespace

TEST_CASE("images of 28x28 and 16x16 get the published networks") {
  check_layout(28, 28, {true, false}, 8, 8);
  check_layout(16, 16, {true}, 6, 6);
  CHECK(flat_width(images(1, 28, 28)) == 3200);
  CHECK(flat_width(images(1, 16, 16)) == 1800);
}

TEST_CASE("other sizes get as many convolutions as bring the map to 10x10") {
  check_layout(5, 5, {false}, 1, 1);
  check_layout(8, 8, {false}, 4, 4);
  check_layout(15, 15, {true}, 6, 6);  // 11 is pooled to 5 and a half
  check_layout(32, 32, {true, false}, 10, 10);
  check_layout(64, 64, {true, true, false}, 9, 9);
  check_layout(32, 24, {true, false}, 10, 6);
  check_layout(6, 60, {true}, 1, 28);  // no room for another convolution
}

TEST_CASE("features of any image have length one and depend on the image alone") {
  for (const auto& data : {images(1, 16, 16), images(3, 15, 20), images(2, 5, 5)}) {
    assay::Stream init = stream(3);
    const auto network = make_network(data, {4, 7}, init);
    network->set_training(false);
    const torch::NoGradGuard no_grad;
    const Tensor x = stream(4).uniform({6, data.dimensions()});
    const Tensor z = network->forward({x});
    CHECK(z.sizes() == at::IntArrayRef({6, 7}));
    CHECK(torch::allclose(z.square().sum(1), torch::ones({6}), 1e-4));
    CHECK(torch::allclose(network->forward({x.narrow(0, 2, 1)}), z.narrow(0, 2, 1), 1e-4, 1e-5));
  }
}

TEST_CASE("batch statistics enter the running ones with weight 0.1") {
  assay::Stream init = stream(3);
  const auto network = make_network(images(1, 8, 8), {4, 7}, init);
  network->set_training(true);
  network->forward({torch::zeros({5, 64})});
  for (const auto& [name, tensor] : network->buffers()) {
    if (name == "block0.norm.running_var") CHECK(torch::allclose(tensor, torch::full({4}, 0.9)));
  }
}

TEST_CASE("what is no image or too small for a convolution is refused") {
  CHECK(error_code([] { layout_for(vectors(256)); }) == "jule.no-images");
  CHECK(error_code([] { layout_for(images(3, 4, 28)); }) == "jule.too-small");
}
