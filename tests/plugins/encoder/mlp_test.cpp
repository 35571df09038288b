#include <cmath>
#include <map>
#include <utility>

#include <doctest/doctest.h>

#include "support/plugin_inputs.hpp"

using namespace test_support;
using assay::Encoder;
using assay::Value;

namespace {

std::int64_t encoder_parameters(const Encoder& encoder, std::int64_t data) {
  assay::Stream init = stream();
  return parameter_count(*encoder.make_encoder(vectors(data), init));
}

std::int64_t decoder_parameters(const Encoder& encoder, std::int64_t data, const std::vector<std::int64_t>& codes) {
  assay::Stream init = stream();
  return parameter_count(*encoder.make_decoder(vectors(data), codes, init));
}

/// Encoder, heads of a Gaussian of 100 and of K categories, decoder.
std::int64_t proposed_model(std::int64_t data, std::int64_t categories) {
  const auto mlp = make_component<Encoder>("mlp", {});
  const std::int64_t heads = std::int64_t{150 + 1} * (std::int64_t{2} * 100 + categories);
  return encoder_parameters(*mlp, data) + heads + decoder_parameters(*mlp, data, {100, categories});
}

Value::Table deep_autoencoder() {
  return {{"hidden", Value(Value::Array{500, 500, 2000})}, {"features", 10}, {"batch_norm", false}, {"decoder_input", "concat"}};
}

bool same(const assay::NamedTensors& a, const assay::NamedTensors& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].first != b[i].first || !torch::equal(a[i].second, b[i].second)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("the default networks have the published parameter counts") {
  CHECK(proposed_model(784, 10) == 1512394);
  CHECK(proposed_model(256, 10) == 983866);
  CHECK(proposed_model(2000, 4) == 2727804);
}

TEST_CASE("the deep autoencoder has the published parameter counts") {
  const auto mlp = make_component<Encoder>("mlp", deep_autoencoder());
  for (const auto& [data, expected] : {std::pair<std::int64_t, std::int64_t>{784, 3330794}, {256, 2802266}, {2000, 4548010}}) {
    CHECK(encoder_parameters(*mlp, data) + decoder_parameters(*mlp, data, {10}) == expected);
  }
}

TEST_CASE("shapes go from data to features and from codes to data") {
  const auto mlp = make_component<Encoder>("mlp", {{"hidden", Value(Value::Array{8})}, {"features", 5}});
  assay::Stream init = stream();
  CHECK(mlp->features() == 5);
  CHECK(mlp->make_encoder(images(1, 3, 4), init)->forward({torch::rand({6, 12})}).sizes() == at::IntArrayRef({6, 5}));
  CHECK(mlp->make_decoder(images(1, 3, 4), {2, 7}, init)->forward({torch::rand({6, 2}), torch::rand({6, 7})}).sizes() == at::IntArrayRef({6, 12}));
  const auto concat = make_component<Encoder>("mlp", {{"hidden", Value(Value::Array{8})}, {"decoder_input", "concat"}});
  CHECK(concat->make_decoder(images(1, 3, 4), {2, 7}, init)->forward({torch::rand({6, 2}), torch::rand({6, 7})}).sizes() == at::IntArrayRef({6, 12}));
}

TEST_CASE("features of the encoder are linear") {
  // Doubling the last layer's input doubles what it adds to the bias; a rectifier there would cut the negative half off.
  const auto mlp = make_component<Encoder>("mlp", {{"hidden", Value(Value::Array{})}, {"features", 50}});
  assay::Stream init = stream();
  const auto encoder = mlp->make_encoder(vectors(20), init);
  const Tensor x = stream(2).normal({4, 20});
  CHECK(torch::allclose(encoder->forward({-x}), -encoder->forward({x})));
}

TEST_CASE("the first code enters the decoder by a map of its own") {
  const auto mlp =
      make_component<Encoder>("mlp", {{"hidden", Value(Value::Array{})}, {"features", 6}, {"batch_norm", false}, {"activation", "tanh"}});
  assay::Stream init = stream();
  const auto decoder = mlp->make_decoder(vectors(4), {2, 3}, init);
  std::map<std::string, Tensor> w;
  for (const auto& [name, tensor] : decoder->parameters()) w[name] = tensor;
  const Tensor z = stream(3).normal({5, 2});
  const Tensor c = stream(4).normal({5, 3});
  const Tensor sum = z.mm(w.at("input.code0.weight").t()) + c.mm(w.at("input.code1.weight").t());
  const Tensor hidden = torch::tanh(sum.mm(w.at("stack.linear0.weight").t()));
  CHECK(torch::allclose(decoder->forward({z, c}), hidden.mm(w.at("stack.linear1.weight").t()), 1e-4, 1e-6));
}

TEST_CASE("weights come from the stream alone") {
  const auto mlp = make_component<Encoder>("mlp", {});
  assay::Stream first = stream(11);
  assay::Stream second = stream(11);
  assay::Stream third = stream(12);
  torch::manual_seed(1);
  const Tensor before = torch::rand({3});
  torch::manual_seed(1);
  const auto a = mlp->make_encoder(vectors(30), first);
  CHECK(torch::equal(torch::rand({3}), before));
  torch::manual_seed(2);
  const auto b = mlp->make_encoder(vectors(30), second);
  const auto c = mlp->make_encoder(vectors(30), third);
  CHECK(same(a->parameters(), b->parameters()));
  CHECK_FALSE(same(a->parameters(), c->parameters()));
}

TEST_CASE("each initialiser has its spread and biases start at zero") {
  const auto largest = [](const char* rule, double& deviation) {
    const auto mlp = make_component<Encoder>("mlp", {{"hidden", Value(Value::Array{})}, {"features", 200}, {"init", rule}, {"init_std", 0.5}});
    assay::Stream init = stream();
    double bound = 0.0;
    for (const auto& [name, tensor] : mlp->make_encoder(vectors(400), init)->parameters()) {
      if (tensor.dim() == 1) {
        CHECK(torch::equal(tensor, torch::zeros_like(tensor)));
      } else {
        bound = tensor.abs().max().item<double>();
        deviation = tensor.std().item<double>();
      }
    }
    return bound;
  };
  double deviation = 0.0;
  CHECK(largest("glorot_uniform", deviation) == doctest::Approx(std::sqrt(6.0 / 600.0)).epsilon(1e-3));
  CHECK(largest("fan_in_uniform", deviation) == doctest::Approx(std::sqrt(1.0 / 400.0)).epsilon(1e-3));
  largest("normal", deviation);
  CHECK(deviation == doctest::Approx(0.5).epsilon(0.01));
}

TEST_CASE("batch normalisation uses the batch in training and its running statistics in evaluation") {
  const auto mlp = make_component<Encoder>("mlp", {{"hidden", Value(Value::Array{4})}, {"features", 2}});
  assay::Stream init = stream();
  const auto encoder = mlp->make_encoder(vectors(3), init);
  const Tensor x = stream(5).normal({16, 3}) + 2.0;
  Tensor hidden;
  Tensor running_mean;
  for (const auto& [name, tensor] : encoder->parameters()) {
    if (name == "linear0.weight") hidden = x.mm(tensor.t()).detach();
  }
  encoder->set_training(true);
  const Tensor in_training = encoder->forward({x});
  for (const auto& [name, tensor] : encoder->buffers()) {
    if (name == "norm0.running_mean") running_mean = tensor;
  }
  CHECK(torch::allclose(running_mean, 0.01 * hidden.mean(0), 1e-4, 1e-6));
  encoder->set_training(false);
  CHECK_FALSE(torch::allclose(encoder->forward({x}), in_training));
  // One row at a time gives what the batch gives.
  CHECK(torch::allclose(encoder->forward({x.narrow(0, 3, 1)}), encoder->forward({x}).narrow(0, 3, 1), 1e-4, 1e-6));
}

TEST_CASE("a training batch of one sample stays finite and leaves the statistics alone") {
  const auto mlp = make_component<Encoder>("mlp", {});
  assay::Stream init = stream();
  const auto encoder = mlp->make_encoder(vectors(3), init);
  encoder->set_training(true);
  CHECK(encoder->forward({stream().normal({1, 3})}).isfinite().all().item<bool>());
  for (const auto& [name, tensor] : encoder->buffers()) CHECK(tensor.isfinite().all().item<bool>());
}

TEST_CASE("every parameter of both networks gets a gradient") {
  const auto mlp = make_component<Encoder>("mlp", {});
  assay::Stream init = stream();
  const auto encoder = mlp->make_encoder(vectors(12), init);
  const auto decoder = mlp->make_decoder(vectors(12), {150}, init);
  decoder->forward({encoder->forward({stream().normal({8, 12})})}).square().mean().backward();
  for (const auto* network : {encoder.get(), decoder.get()}) {
    for (const auto& entry : network->parameters()) CHECK_MESSAGE(entry.second.grad().defined(), entry.first);
  }
}

TEST_CASE("what the last layer reads is at hand for layers beside it") {
  const auto mlp = make_component<Encoder>("mlp", {{"hidden", Value(Value::Array{7, 9})}, {"features", 4}});
  assay::Stream init = stream();
  const auto encoder = mlp->make_encoder(vectors(12), init);
  encoder->set_training(false);
  const Tensor x = stream(3).normal({6, 12});
  const auto [hidden, output] = encoder->forward_with_hidden({x});
  CHECK(hidden.sizes() == at::IntArrayRef({6, 9}));
  CHECK(torch::equal(output, encoder->forward({x})));
  for (const auto& [name, weight] : encoder->parameters()) {
    if (name == "linear2.weight") CHECK(torch::allclose(output, hidden.mm(weight.t())));
  }
}
