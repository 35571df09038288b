#include <cmath>
#include <memory>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "support/baseline_runs.hpp"
#include "support/planted_mixture.hpp"

using namespace test_support;
using assay::Value;

namespace {

constexpr std::int64_t labeled_count = 8;

/// The published networks of MNIST with an eighth of the widths, for four classes.
std::unique_ptr<assay::Baseline> make_gan(const Value::Table& more, assay::DatasetInfo data) {
  data.classes = 4;
  data.labeled = labeled_count;
  Value::Table options = {{"hidden", Value(Value::Array{125, 62, 31, 31, 31})},
                          {"generator_hidden", Value(Value::Array{62, 62})},
                          {"noise_dim", 12},
                          {"labeled_batch", 40},
                          {"batch", 40},
                          {"average_rate", 0.02}};
  for (const auto& [key, value] : more) options[key] = value;
  return make_component<assay::Baseline>("improved_gan", std::move(options), data);
}

/// Two labels of each class; the first samples have them.
std::unique_ptr<FakeFitContext> telling(const Tensor& labels, const assay::DatasetInfo& data, std::uint64_t seed = 1) {
  auto context = std::make_unique<FakeFitContext>(seed, data);
  context->told = assay::LabeledSamples{torch::arange(labeled_count), labels.narrow(0, 0, labeled_count)};
  return context;
}
std::unique_ptr<FakeFitContext> telling(const Planted& planted, std::uint64_t seed = 1) {
  return telling(planted.labels, planted_info(planted), seed);
}

Tensor class_probabilities(assay::Baseline& model, const Tensor& x) { return dynamic_cast<assay::Classifies&>(model).class_probabilities(x); }

double error_of(assay::Baseline& model, const Planted& planted) {
  return class_probabilities(model, planted.x).argmax(1).ne(planted.labels).to(torch::kFloat64).mean().item<double>();
}

}  // namespace

TEST_CASE("two labels of each planted cluster are enough") {
  const Planted planted = planted_mixture(400);
  const auto model = make_gan({{"epochs", 10}}, planted_info(planted));
  const auto context = telling(planted);
  model->fit(planted.x, *context);
  const auto& series = context->recorder().series;
  CHECK(series.at("loss.labeled").back() < 0.5);
  CHECK(series.at("loss.labeled").back() < series.at("loss.labeled").front());
  CHECK(std::isfinite(series.at("loss.unlabeled").back()));
  CHECK(series.at("loss.generator").size() == 10);
  CHECK(error_of(*model, planted) < 0.15);
  CHECK(torch::allclose(class_probabilities(*model, planted.x).sum(1), torch::ones({400})));
}

TEST_CASE("classes and features are those of the averaged weights, without noise") {
  const Planted planted = planted_mixture(80);
  const auto model = make_gan({{"epochs", 2}, {"average_rate", 1.0}}, planted_info(planted));
  model->fit(planted.x, *telling(planted));
  const assay::StateDict newest = saved_state(*model);
  CHECK(torch::equal(newest.get("average/output.direction"), newest.get("discriminator/output.direction")));
  CHECK(torch::equal(class_probabilities(*model, planted.x), class_probabilities(*model, planted.x)));
  auto& embeds = dynamic_cast<assay::Embeds&>(*model);
  CHECK(embeds.embed(planted.x).sizes() == at::IntArrayRef({80, 31}));
  CHECK(embeds.features() == 31);

  const auto averaged = make_gan({{"epochs", 2}}, planted_info(planted));
  averaged->fit(planted.x, *telling(planted));
  const assay::StateDict state = saved_state(*averaged);
  CHECK(torch::equal(state.get("discriminator/output.direction"), newest.get("discriminator/output.direction")));  // training does not know of it
  CHECK_FALSE(torch::equal(state.get("average/output.direction"), state.get("discriminator/output.direction")));
}

TEST_CASE("a restored model classifies as the saved one") {
  const Planted planted = planted_mixture(80);
  const auto model = make_gan({{"epochs", 1}}, planted_info(planted));
  model->fit(planted.x, *telling(planted));
  const auto restored = make_gan({{"epochs", 1}}, planted_info(planted));
  restored->restore(saved_state(*model));
  CHECK(torch::equal(class_probabilities(*restored, planted.x), class_probabilities(*model, planted.x)));
}

TEST_CASE("it generates from normal styles, and says that it knows no style of a sample") {
  const Planted planted = planted_mixture(80);
  assay::DatasetInfo data = planted_info(planted);
  data.lowest = -1.0;
  data.highest = 1.0;
  const auto model = make_gan({{"epochs", 1}}, data);
  model->fit(planted.x.clamp(-1.0, 1.0), *telling(planted));
  auto& generates = dynamic_cast<assay::Generates&>(*model);
  const Tensor style = stream(3).normal({9, generates.style_width()}) * 10.0;
  const Tensor made = generates.generate(torch::zeros({9}, torch::kInt64), style);
  CHECK(made.sizes() == at::IntArrayRef({9, 64}));
  CHECK(made.abs().max().item<double>() <= 1.0);
  CHECK_FALSE(torch::allclose(made[0], made[1]));
  CHECK(error_code([&] { generates.style(planted.x); }) == "improved_gan.no-style");
}

TEST_CASE("one seed gives the same bits, another others") {
  const Planted planted = planted_mixture(90);
  const auto state_with = [&](std::uint64_t seed) {
    const auto model = make_gan({{"epochs", 2}}, planted_info(planted));
    model->fit(planted.x, *telling(planted, seed));
    return saved_state(*model);
  };
  const assay::StateDict first = state_with(1);
  check_equal_states(first, state_with(1));
  CHECK_FALSE(torch::equal(first.get("generator/layer0.weight"), state_with(2).get("generator/layer0.weight")));
}

TEST_CASE("only labels that are told count: told wrongly, they are believed") {
  Planted planted = planted_mixture(200);
  planted.labels = torch::remainder(planted.labels + 1, 4);
  const auto model = make_gan({{"epochs", 12}}, planted_info(planted));
  model->fit(planted.x, *telling(planted));
  CHECK(error_of(*model, planted) < 0.25);
}

TEST_CASE("a fit that was stopped and restored ends with the same bits") {
  const Planted planted = planted_mixture(90);
  for (const char* unlabeled : {"complement", "all"}) {
    check_resumes(
        planted.x, 2,
        [&] {
          return make_gan({{"epochs", 4}, {"decay_epochs", 2}, {"labeled_batch", 3}, {"unlabeled", unlabeled}}, planted_info(planted));
        },
        [&] { return telling(planted); });
  }
}

TEST_CASE("the convolutional networks are trained too, and go on with the same bits") {
  assay::DatasetInfo data = images(2, 16, 16);
  data.count = 24;
  const Tensor x = stream(4).uniform({24, 2 * 16 * 16});
  const Tensor labels = torch::arange(24).remainder(4);
  check_resumes(
      x, 1,
      [&] {
        return make_gan({{"epochs", 2}, {"channels", 3}, {"generator_channels", 2}, {"batch", 10}, {"labeled_batch", 4}}, data);
      },
      [&] { return telling(labels, data); });
}
