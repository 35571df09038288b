#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "objective.hpp"
#include "support/central_differences.hpp"
#include "support/plugin_inputs.hpp"

using namespace assay::baseline_swwae;
using namespace test_support;

namespace {

using Shapes = std::map<std::string, std::vector<std::int64_t>>;

/// Three stages with one, two and one convolutions, each of other channels.
SwwaeOptions small_options() {
  SwwaeOptions options;
  options.channels = {3, 4, 5, 6};
  options.convolutions = {1, 2, 1};
  return options;
}

const assay::DatasetInfo small_images = images(2, 8, 16, 4);

WhatWhereNetwork network(const SwwaeOptions& options, const assay::DatasetInfo& data = small_images, std::uint64_t seed = 1) {
  assay::Stream init = stream(seed);
  return {options, data, init};
}

Tensor samples(std::int64_t rows, std::uint64_t seed = 7) { return stream(seed).uniform({rows, std::int64_t{2} * 8 * 16}); }

Shapes weights_of(const WhatWhereNetwork& network) {
  Shapes shapes;
  for (const auto& named : network.named_parameters()) {
    if (named.value().dim() > 1) shapes[named.key()] = named.value().sizes().vec();
  }
  return shapes;
}

}  // namespace

TEST_CASE("the network for MNIST: (64)5c-2p-(64)3c-2p-10fc, and its mirror") {
  const WhatWhereNetwork mnist = network(SwwaeOptions(), images(1, 28, 28));
  CHECK(weights_of(mnist) == Shapes{{"encoder0.convolution0.weight", {64, 1, 5, 5}},
                                    {"encoder1.convolution0.weight", {64, 64, 3, 3}},
                                    {"decoder1.convolution0.weight", {64, 64, 3, 3}},
                                    {"decoder0.convolution0.weight", {64, 1, 5, 5}},
                                    {"classifier.weight", {10, std::int64_t{64} * 7 * 7}}});
  const torch::NoGradGuard no_grad;
  const Code code = mnist.encode(torch::zeros({2, 784}));
  CHECK(code[0].what.sizes() == at::IntArrayRef({2, 64, 14, 14}));
  CHECK(code[1].what.sizes() == at::IntArrayRef({2, 64, 7, 7}));
}

TEST_CASE("the network for SVHN: (128)5c-2p-(128)3c-(256)3c-2p-(256)3c-2p-10fc, and its mirror") {
  const WhatWhereNetwork svhn = network(SwwaeOptions(), images(3, 32, 32));
  CHECK(weights_of(svhn) == Shapes{{"encoder0.convolution0.weight", {128, 3, 5, 5}},
                                   {"encoder1.convolution0.weight", {128, 128, 3, 3}},
                                   {"encoder1.convolution1.weight", {256, 128, 3, 3}},
                                   {"encoder2.convolution0.weight", {256, 256, 3, 3}},
                                   {"decoder2.convolution0.weight", {256, 256, 3, 3}},
                                   {"decoder1.convolution0.weight", {256, 256, 3, 3}},
                                   {"decoder1.convolution1.weight", {256, 128, 3, 3}},
                                   {"decoder0.convolution0.weight", {128, 3, 5, 5}},
                                   {"classifier.weight", {10, std::int64_t{256} * 4 * 4}}});
  CHECK(feature_width(SwwaeOptions(), images(3, 32, 32)) == 256 * 4 * 4);
}

TEST_CASE("the decoder's maps have the shapes of those that they are compared with, and its image is not rectified") {
  const WhatWhereNetwork small = network(small_options());
  const torch::NoGradGuard no_grad;
  const Code code = small.encode(samples(3));
  const Decoded decoded = small.decode(code);
  REQUIRE(code.size() == 3);
  REQUIRE(decoded.what.size() == 2);
  for (std::size_t m = 0; m < 2; ++m) CHECK(decoded.what[m].sizes() == code[m].what.sizes());
  CHECK(code[0].what.sizes() == at::IntArrayRef({3, 3, 4, 8}));
  CHECK(code[1].what.sizes() == at::IntArrayRef({3, 5, 2, 4}));
  CHECK(decoded.x.sizes() == at::IntArrayRef({3, 256}));
  CHECK(decoded.x.min().item<double>() < 0.0);
  CHECK(WhatWhereNetwork::features(code).size(1) == 6 * 1 * 2);
}

TEST_CASE("layers with a ReLU start with weights of variance 2 / fan-in, and with biases of 0") {
  const WhatWhereNetwork mnist = network(SwwaeOptions(), images(1, 28, 28));
  auto parameters = mnist.named_parameters();
  CHECK(parameters["encoder0.convolution0.weight"].std().item<double>() == doctest::Approx(std::sqrt(2.0 / 25.0)).epsilon(0.08));
  CHECK(parameters["encoder1.convolution0.weight"].std().item<double>() == doctest::Approx(std::sqrt(2.0 / 576.0)).epsilon(0.03));
  CHECK(parameters["decoder1.convolution0.weight"].std().item<double>() == doctest::Approx(std::sqrt(2.0 / 576.0)).epsilon(0.03));
  for (const auto& named : parameters) {
    if (named.value().dim() == 1) CHECK(named.value().abs().sum().item<double>() == 0.0);
  }
}

TEST_CASE("the errors are means over all numbers, each map compared with its own") {
  const auto full = [](double value, std::int64_t channels, std::int64_t side) { return torch::full({2, channels, side, side}, value); };
  const Code code = {{full(1.0, 3, 4), {}}, {full(5.0, 2, 2), {}}, {full(9.0, 2, 1), {}}};
  const Decoded decoded{torch::full({2, 64}, 0.5), {full(3.0, 3, 4), full(4.5, 2, 2)}};
  const Errors errors = squared_errors(torch::zeros({2, 64}), code, decoded, false);
  CHECK(errors.reconstruction.item<double>() == doctest::Approx(0.25));
  CHECK(errors.intermediate.item<double>() == doctest::Approx(4.0 + 0.25));
  const Errors single = squared_errors(torch::zeros({2, 64}), {code[0]}, {torch::zeros({2, 64}), {}}, false);
  CHECK(single.intermediate.item<double>() == 0.0);
}

TEST_CASE("unlabeled samples give the classifier no gradient, and all other layers one") {
  const WhatWhereNetwork small = network(small_options());
  const Tensor x = samples(5);
  const Code code = small.encode(x);
  const Errors errors = squared_errors(x, code, small.decode(code), false);
  (errors.reconstruction + errors.intermediate).backward();
  for (const auto& named : small.named_parameters()) {
    CAPTURE(named.key());
    const bool moved = named.value().grad().defined() && named.value().grad().abs().sum().item<double>() > 0.0;
    CHECK(moved == (named.key().rfind("classifier", 0) != 0));
  }
}

TEST_CASE("the errors between the stages move the encoder as well, unless its maps are detached") {
  const auto gradient = [](bool detach) {
    const WhatWhereNetwork small = network(small_options());
    const Tensor x = samples(5);
    const Code code = small.encode(x);
    // The decoder's maps are constants here: what is left is the way through the encoder's.
    Decoded decoded = small.decode(code);
    for (Tensor& what : decoded.what) what = what.detach();
    squared_errors(x, code, decoded, detach).intermediate.requires_grad_().backward();
    const Tensor& found = small.named_parameters()["encoder0.convolution0.weight"].grad();
    return found.defined() ? found.abs().sum().item<double>() : 0.0;
  };
  CHECK(gradient(false) > 0.0);
  CHECK(gradient(true) == 0.0);
}

TEST_CASE("the gradient of all parts together agrees with finite differences") {
  SwwaeOptions options;
  options.channels = {3, 4};
  for (const char* pooling : {"hard", "soft"}) {
    CAPTURE(pooling);
    options.pooling = pooling;
    WhatWhereNetwork small = network(options, images(1, 4, 8, 3));
    small.to(torch::kFloat64);
    const auto objective = [&](const Tensor& x) {
      const Code code = small.encode(x);
      const Errors errors = squared_errors(x, code, small.decode(code), false);
      return errors.reconstruction + errors.intermediate +
             torch::cross_entropy_loss(small.logits(WhatWhereNetwork::features(code)), integers({2, 0}));
    };
    const Tensor x = stream(9).uniform({2, 32}).to(torch::kFloat64).requires_grad_();
    objective(x).backward();
    const torch::NoGradGuard no_grad;
    const Tensor numeric = central_differences([&](const Tensor& at) { return objective(at).item<double>(); }, x.detach());
    CHECK(torch::allclose(x.grad(), numeric, 1e-6, 1e-9));
  }
}

TEST_CASE("every kind of network gives finite gradients, and features that do not depend on the batch outside of training") {
  for (const char* pooling : {"hard", "soft"}) {
    for (const bool batch_norm : {false, true}) {
      CAPTURE(pooling);
      CAPTURE(batch_norm);
      SwwaeOptions options = small_options();
      options.pooling = pooling;
      options.batch_norm = batch_norm;
      WhatWhereNetwork small = network(options);
      for (const Tensor& x : {samples(6), torch::zeros({6, 256}), torch::ones({6, 256})}) {
        const Code code = small.encode(x);
        const Errors errors = squared_errors(x, code, small.decode(code), false);
        (errors.reconstruction + errors.intermediate + small.logits(WhatWhereNetwork::features(code)).sum()).backward();
      }
      for (const auto& parameter : small.parameters()) CHECK(parameter.grad().isfinite().all().item<bool>());
      CHECK(small.named_parameters().contains("encoder1.norm1.weight") == batch_norm);
      CHECK_FALSE(small.named_parameters().contains("decoder0.norm0.weight"));
      small.eval();
      const torch::NoGradGuard no_grad;
      const Tensor features = WhatWhereNetwork::features(small.encode(samples(6)));
      const Tensor alone = WhatWhereNetwork::features(small.encode(samples(6).narrow(0, 2, 1)));
      CHECK(torch::allclose(alone, features.narrow(0, 2, 1), 1e-4, 1e-5));
    }
  }
}

TEST_CASE("channels, convolutions and the size of the images have to agree") {
  const auto code = [](const std::vector<std::int64_t>& channels, const std::vector<std::int64_t>& convolutions, const assay::DatasetInfo& data) {
    SwwaeOptions options;
    options.channels = channels;
    options.convolutions = convolutions;
    return error_code([&] { layout_for(options, data); });
  };
  CHECK(code({}, {}, vectors(64)) == "swwae.no-images");
  CHECK(code({8, 16}, {1}, images(1, 8, 8)) == "swwae.layers");
  CHECK(code({8, 16}, {1, 2}, images(1, 8, 8)) == "swwae.layers");
  CHECK(code({}, {}, images(1, 28, 30)) == "swwae.image-size");
  CHECK(code({}, {}, images(3, 28, 28)) == "swwae.image-size");  // 28, 14, 7
  CHECK(code({8, 8, 8}, {}, images(1, 4, 4)) == "swwae.image-size");
  CHECK(code({8, 8}, {}, images(3, 28, 28)).empty());
  SwwaeOptions options;
  options.convolutions = {2};
  CHECK(layout_for(options, images(1, 2, 2)) == Layout{{64, 64}});
  options.channels = {8, 16};
  options.convolutions = {};
  CHECK(layout_for(options, images(1, 4, 4)) == Layout{{8}, {16}});
}
