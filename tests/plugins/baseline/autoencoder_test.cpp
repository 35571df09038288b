#include <cmath>

#include <doctest/doctest.h>

#include "support/baseline_runs.hpp"
#include "support/fake_encoder.hpp"
#include "support/fake_fit_context.hpp"
#include "support/plugin_inputs.hpp"

using namespace test_support;

namespace {

constexpr std::int64_t count = 120;

/// Points of a plane, bent into eight dimensions.
Tensor bent_plane() {
  assay::Stream random = stream(3);
  const Tensor plane = random.normal({count, 2});
  return torch::cat({plane, plane.square(), plane.sin(), plane * plane.flip(1)}, 1);
}

std::unique_ptr<assay::Baseline> make_model(assay::Value::Table options, std::shared_ptr<const assay::Encoder> encoder = dense_encoder({16}, 2)) {
  assay::DatasetInfo info = vectors(8);
  info.count = count;
  assay::BuildContext context(info, {}, std::move(encoder));
  return make_component<assay::Baseline>("autoencoder", std::move(options), context);
}

std::vector<double> losses_of(assay::Value::Table options) {
  const auto model = make_model(std::move(options));
  FakeFitContext context(1, vectors(8));
  model->fit(bent_plane(), context);
  return context.recorder().series.at("loss.total");
}

}  // namespace

TEST_CASE("an autoencoder learns to reproduce its data") {
  const auto model = make_model({{"epochs", 60}, {"batch", 20}, {"lr", 0.01}});
  FakeFitContext context(1, vectors(8));
  const Tensor x = bent_plane();
  model->fit(x, context);
  const auto& losses = context.recorder().series.at("loss.total");
  REQUIRE(losses.size() == 60);
  CHECK(losses.back() < 0.2 * losses.front());
  const Tensor output = dynamic_cast<assay::Reconstructs&>(*model).reconstruct(x);
  CHECK((output - x).square().mean().item<double>() < 0.3 * x.square().mean().item<double>());
  CHECK(dynamic_cast<assay::Embeds&>(*model).embed(x).sizes() == at::IntArrayRef({count, 2}));
}

TEST_CASE("the reductions differ by the number of dimensions and by a half") {
  // A learning rate of nearly nothing: only the unit of the loss is left to differ.
  const double mean = losses_of({{"epochs", 1}, {"lr", 1e-12}, {"reduction", "mean"}}).front();
  CHECK(losses_of({{"epochs", 1}, {"lr", 1e-12}, {"reduction", "sum_dim"}}).front() == doctest::Approx(8.0 * mean));
  CHECK(losses_of({{"epochs", 1}, {"lr", 1e-12}, {"reduction", "half_sum"}}).front() == doctest::Approx(4.0 * mean));
}

TEST_CASE("with weights of zero the loss is the mean square of the data") {
  const auto encoder = dense_encoder({16}, 2);
  const Tensor x = bent_plane();
  const auto model = make_model({{"epochs", 1}, {"lr", 1e-12}}, zero_encoder({16}, 2));
  FakeFitContext context(1, vectors(8));
  model->fit(x, context);
  CHECK(context.recorder().series.at("loss.total").front() == doctest::Approx(x.square().mean().item<double>()));
}

TEST_CASE("layers trained one by one start better than drawn ones") {
  const auto plain = losses_of({{"epochs", 1}, {"batch", 20}, {"lr", 1e-12}});
  const auto prepared =
      losses_of({{"epochs", 1}, {"batch", 20}, {"lr", 1e-12}, {"layer_epochs", 60}, {"layer_optimizer", "adam"}, {"layer_lr", 0.01}});
  CHECK(prepared.front() < 0.8 * plain.front());
}

TEST_CASE("every epoch of a layer is a round, with a series for each layer") {
  const auto model = make_model({{"epochs", 2}, {"batch", 20}, {"layer_epochs", 30}, {"layer_lr", 0.01}});
  FakeFitContext context(1, vectors(8));
  model->fit(bent_plane(), context);
  REQUIRE(context.rounds.size() == 2 * 30 + 2);
  CHECK(context.expected_rounds == 2 * 30 + 2);
  for (std::size_t i = 0; i < context.rounds.size(); ++i) CHECK(context.rounds[i] == static_cast<std::int64_t>(i) + 1);
  for (const char* name : {"loss.layer_1", "loss.layer_2"}) {
    CAPTURE(name);
    const auto& errors = context.recorder().series.at(name);
    REQUIRE(errors.size() == 30);
    CHECK(errors.back() < errors.front());
  }
  CHECK(context.recorder().series.at("loss.total").size() == 2);
}

TEST_CASE("a fit that was stopped in any round goes on to the same bits") {
  for (const char* optimizer : {"sgd", "adam"}) {
    const auto make = [&] {
      return make_model(
          {{"epochs", 2}, {"batch", 50}, {"layer_epochs", 3}, {"layer_lr", 0.01}, {"layer_optimizer", optimizer}, {"optimizer", optimizer}});
    };
    for (std::int64_t round = 1; round <= 7; ++round) {  // two layers, then both together
      CAPTURE(round);
      check_resumes(bent_plane(), round, make, [] { return std::make_unique<FakeFitContext>(1, vectors(8)); });
    }
  }
}

TEST_CASE("layer-wise training refuses networks that are no mirrored stacks of dense layers") {
  const auto code_of = [](const std::shared_ptr<const assay::Encoder>& encoder) {
    return error_code([&] {
      const auto model = make_model({{"epochs", 1}, {"layer_epochs", 1}}, encoder);
      FakeFitContext context(1, vectors(8));
      model->fit(bent_plane(), context);
    });
  };
  CHECK(code_of(dense_encoder({16}, 2)).empty());
  CHECK(code_of(dense_encoder({16}, 2, {32})) == "autoencoder.not-dense");
}

TEST_CASE("what is saved at the end holds no optimizer and what is saved before does") {
  const auto has_moments = [](const assay::Baseline& model) {
    assay::StateDict state;
    model.save(state);
    return state.has("optimizer/steps");
  };
  const auto model = make_model({{"epochs", 3}});
  FakeFitContext context(1, vectors(8));
  bool before = false;
  context.after_round = [&](std::int64_t round) {
    if (round == 2) before = has_moments(*model);
    return true;
  };
  model->fit(bent_plane(), context);
  CHECK(before);
  CHECK_FALSE(has_moments(*model));
}
