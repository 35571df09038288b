#include <string>

#include <doctest/doctest.h>

#include "support/plugin_inputs.hpp"

using namespace test_support;
using assay::Encoder;
using assay::Value;

namespace {

Value::Array list(const std::vector<std::int64_t>& values) { return {values.begin(), values.end()}; }

std::string shape_problem(const char* component, Value::Table options, const assay::DatasetInfo& data) {
  return error_code([&] { return make_component<Encoder>(component, options, data); });
}

}  // namespace

TEST_CASE("conv28 has the published parameter counts") {
  const auto conv = make_component<Encoder>("conv28", {}, images(1, 28, 28));
  assay::Stream init = stream();
  CHECK(conv->features() == 150);
  CHECK(parameter_count(*conv->make_encoder(images(1, 28, 28), init)) == 424738);
  CHECK(parameter_count(*conv->make_decoder(images(1, 28, 28), {100, 10}, init)) == 1056531);
}

TEST_CASE("the networks of the model with metric embedding have the published parameter counts, less those of its heads") {
  const std::int64_t heads = 200 * 310 + 310;  // of mean, variance and category
  assay::Stream init = stream();
  const auto small = make_component<Encoder>("conv28", {{"features", 200}}, images(1, 28, 28));
  const auto both = [&](const Encoder& conv, const assay::DatasetInfo& data) {
    return parameter_count(*conv.make_encoder(data, init)) + parameter_count(*conv.make_decoder(data, {150, 10}, init));
  };
  CHECK(parameter_count(*small->make_encoder(images(1, 28, 28), init)) == 482488);
  CHECK(both(*small, images(1, 28, 28)) == 1674529 - heads);
  const Value::Table options = {
      {"channels", list({16, 32, 64, 128, 256})}, {"kernels", list({5, 5, 5, 3, 4, 8})}, {"strides", list({1, 1, 1, 1, 2, 1})}, {"features", 200}};
  const auto large = make_component<Encoder>("conv", options, images(3, 32, 32));
  CHECK(both(*large, images(3, 32, 32)) == 17418583 - heads);
}

TEST_CASE("conv28 and conv16 map images to features and codes to images") {
  for (const auto& [name, side] : {std::pair<const char*, std::int64_t>{"conv28", 28}, {"conv16", 16}}) {
    const auto conv = make_component<Encoder>(name, {{"features", 20}}, images(1, side, side));
    assay::Stream init = stream();
    const auto encoder = conv->make_encoder(images(1, side, side), init);
    const auto decoder = conv->make_decoder(images(1, side, side), {3, 4}, init);
    const Tensor features = encoder->forward({stream().uniform({2, side * side})});
    CHECK(features.sizes() == at::IntArrayRef({2, 20}));
    CHECK(features.min().item<double>() >= 0.0);
    CHECK(decoder->forward({torch::rand({2, 3}), torch::rand({2, 4})}).sizes() == at::IntArrayRef({2, side * side}));
  }
}

TEST_CASE("conv16 has the parameter counts of its layers") {
  const auto conv = make_component<Encoder>("conv16", {}, images(1, 16, 16));
  assay::Stream init = stream();
  // Convolutions 1-16@5, 16-32@5, 32-64@4, 64-150@3, each with bias and two numbers per channel for the normalisation.
  const std::int64_t encoder = (25 + 3) * 16 + (16 * 25 + 3) * 32 + (32 * 16 + 3) * 64 + (64 * 9 + 3) * 150;
  // Maps of the codes, 150-64@3, 64-32@4, 32-16@5, 16-1@5, and the linear layer of all pixels.
  const std::int64_t decoder = 101 * 150 + 11 * 150 + 150 * 64 * 9 + 3 * 64 + 64 * 32 * 16 + 3 * 32 + 32 * 16 * 25 + 3 * 16 + 16 * 25 + 3 + 257 * 256;
  CHECK(parameter_count(*conv->make_encoder(images(1, 16, 16), init)) == encoder);
  CHECK(parameter_count(*conv->make_decoder(images(1, 16, 16), {100, 10}, init)) == decoder);
}

TEST_CASE("any image size works when the convolutions end at one pixel") {
  const assay::DatasetInfo data = images(3, 8, 12);
  const Value::Table options = {{"channels", list({4, 4})}, {"kernels", list({3, 4, 2})}, {"strides", list({1, 2, 2})}};
  // 8x12 -> 6x10 -> 2x4 -> 1x2: not one pixel.
  CHECK(shape_problem("conv", options, data) == "encoder.map-size");
  const assay::DatasetInfo square = images(3, 9, 9);
  // 9 -> 7 -> 2 (one row unread) -> 1.
  const auto conv = make_component<Encoder>("conv", options, square);
  assay::Stream init = stream();
  CHECK(conv->make_encoder(square, init)->forward({torch::rand({2, 243})}).sizes() == at::IntArrayRef({2, 150}));
  CHECK(conv->make_decoder(square, {5}, init)->forward({torch::rand({2, 5})}).sizes() == at::IntArrayRef({2, 243}));
}

TEST_CASE("without the dense output the decoder ends in a linear convolution") {
  const auto conv = make_component<Encoder>("conv", {{"dense_output", false}}, images(1, 28, 28));
  assay::Stream init = stream();
  const auto decoder = conv->make_decoder(images(1, 28, 28), {5}, init);
  const Tensor image = decoder->forward({stream(2).normal({16, 5})});
  CHECK(image.min().item<double>() < 0.0);
  CHECK(image.max().item<double>() > 0.0);
}

TEST_CASE("data that do not fit are refused when the component is made") {
  CHECK(shape_problem("conv28", {}, vectors(784)) == "encoder.no-images");
  CHECK(shape_problem("conv28", {}, images(1, 16, 16)) == "encoder.map-size");
  CHECK(shape_problem("conv16", {}, images(1, 28, 28)) == "encoder.map-size");
  CHECK(shape_problem("conv", {{"channels", list({4, 4})}}, images(1, 28, 28)) == "encoder.layer-count");
}

TEST_CASE("weights of the convolutions come from the stream alone and every one gets a gradient") {
  const auto conv = make_component<Encoder>("conv28", {{"features", 12}}, images(1, 28, 28));
  assay::Stream first = stream(4);
  assay::Stream second = stream(4);
  const auto a = conv->make_encoder(images(1, 28, 28), first);
  const auto b = conv->make_encoder(images(1, 28, 28), second);
  const auto decoder = conv->make_decoder(images(1, 28, 28), {12}, first);
  const Tensor x = stream().uniform({4, 784});
  CHECK(torch::equal(a->forward({x}), b->forward({x})));
  (decoder->forward({a->forward({x})}) - x).square().sum().backward();
  for (const auto* network : {a.get(), decoder.get()}) {
    for (const auto& entry : network->parameters()) CHECK_MESSAGE(entry.second.grad().defined(), entry.first);
  }
}
