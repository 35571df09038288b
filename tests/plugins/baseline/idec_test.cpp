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

Tensor saved(const assay::Baseline& model, const std::string& name) {
  assay::StateDict state;
  model.save(state);
  return state.get(name);
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
