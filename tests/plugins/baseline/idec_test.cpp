#include <utility>

#include <doctest/doctest.h>

#include "support/pretrained.hpp"

using namespace test_support;

namespace {

/// Trains for `iterations` steps; the context keeps the series.
std::unique_ptr<assay::Baseline> trained(double gamma, std::int64_t iterations, FakeFitContext& context) {
  const auto encoder = dense_encoder({16}, 3);
  assay::BuildContext build(planted_info(), {}, encoder);
  auto model = make_component<assay::Baseline>(
      "idec", {{"gamma", gamma}, {"update_interval", 10}, {"max_iterations", iterations}, {"batch", 50}, {"lr", 0.005}, {"tolerance", 0.0}}, build);
  add_stages(context, *encoder);
  model->fit(planted_clouds(), context);
  return model;
}

}  // namespace

TEST_CASE("idec finds planted clusters while it learns to reproduce the data") {
  FakeFitContext context(1, planted_info());
  const auto model = trained(0.1, 300, context);
  CHECK(planted_accuracy(dynamic_cast<assay::Assigns&>(*model)) > 0.95);
  const auto& errors = context.recorder().series.at("loss.reconstruction");
  CHECK(errors.back() < 0.5 * errors.front());
}

TEST_CASE("with gamma at 0 idec is plain autoencoder training and its centres stay") {
  FakeFitContext context(1, planted_info());
  const auto model = trained(0.0, 20, context);
  CHECK(torch::equal(saved(*model, "centres"), context.stages.at("init").get("centres").to(torch::kFloat32)));
  FakeFitContext other(1, planted_info());
  CHECK_FALSE(torch::equal(saved(*trained(0.1, 20, other), "centres"), saved(*model, "centres")));
}

TEST_CASE("a step follows a tenth of the clustering loss, with its hand-computed gradient, when the reconstruction is perfect") {
  // z = x = {(0, 0), (1, 1)} and centres {(0, 0), (1, 0)}: L_c = 0.030597; the gradients of 2 L_c by the centres are (0.08, 0.08) and (−1/9, −0.12).
  const auto encoder = dense_encoder({}, 2);
  assay::DatasetInfo info = vectors(2);
  info.count = 2;
  assay::BuildContext build(info, {}, encoder);
  const auto model = make_component<assay::Baseline>("idec", {{"max_iterations", 1}, {"optimizer", "sgd"}, {"lr", 1.0}, {"momentum", 0.0}}, build);
  FakeFitContext context(1, info);
  const Tensor centres = torch::tensor({{0.0F, 0.0F}, {1.0F, 0.0F}});
  add_identity_stages(context, *encoder, info, centres);
  model->fit(torch::tensor({{0.0F, 0.0F}, {1.0F, 1.0F}}), context);
  CHECK(context.recorder().series.at("loss.clustering").front() == doctest::Approx(0.030597).epsilon(1e-4));
  CHECK(context.recorder().series.at("loss.reconstruction").front() == 0.0);
  const Tensor gradient = torch::tensor({{0.08F, 0.08F}, {-1.0F / 9.0F, -0.12F}}) / 2.0;
  CHECK(torch::allclose(saved(*model, "centres"), centres - 0.1 * gradient, 0.0, 1e-6));
}

TEST_CASE("with gamma at 0 a step of the networks is that of the autoencoder") {
  constexpr double lr = 0.1;
  const auto encoder = dense_encoder({16}, 3);
  assay::BuildContext build(planted_info(), {}, encoder);
  const auto model = make_component<assay::Baseline>(
      "idec",
      {{"gamma", 0.0}, {"max_iterations", 1}, {"batch", planted_count}, {"optimizer", "sgd"}, {"lr", lr}, {"momentum", 0.0}, {"clip_norm", 0.0}},
      build);
  FakeFitContext context(1, planted_info());
  add_stages(context, *encoder);
  model->fit(planted_clouds(), context);

  assay::Stream init = stream(1);
  const auto down = encoder->make_encoder(planted_info(), init);
  const auto up = encoder->make_decoder(planted_info(), {encoder->features()}, init);
  assay::load_network(context.stages["pretrain"], "encoder/", *down);
  assay::load_network(context.stages["pretrain"], "decoder/", *up);
  const Tensor x = planted_clouds();
  (up->forward({down->forward({x})}) - x).square().mean().backward();
  auto parameters = assay::with_prefix("encoder/", down->parameters());
  for (auto& named : assay::with_prefix("decoder/", up->parameters())) parameters.push_back(std::move(named));
  for (const auto& named : parameters) {
    CAPTURE(named.first);
    const Tensor& parameter = named.second;
    CHECK(parameter.grad().abs().max().item<double>() > 0.0);
    CHECK(torch::allclose(saved(*model, named.first), parameter.detach() - lr * parameter.grad(), 1e-5, 1e-6));
  }
}
