#include <cmath>
#include <limits>
#include <memory>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "support/baseline_runs.hpp"
#include "support/planted_mixture.hpp"

using namespace test_support;
using assay::Value;

namespace {

std::unique_ptr<assay::Baseline> make_m2(const Value::Table& more, const assay::DatasetInfo& data) {
  Value::Table options = {{"clusters", 4}, {"likelihood", "gaussian"}, {"hidden", Value(Value::Array{32, 32})}, {"dim", 4}, {"lr", 0.003}};
  for (const auto& [key, value] : more) options[key] = value;
  return make_component<assay::Baseline>("m2", std::move(options), data);
}

}  // namespace

TEST_CASE("the code carries the clusters and the category does not: the collapse that M2 is known for") {
  const Planted planted = planted_mixture(400);
  const auto model = make_m2({{"epochs", 15}, {"batch", 40}}, planted_info(planted));
  FakeFitContext context(1, planted_info(planted));
  model->fit(planted.x, context);
  const auto& series = context.recorder().series;
  CHECK(series.at("loss.total").back() < 0.5 * series.at("loss.total").front());
  CHECK(series.at("loss.categorical_kl").back() < 0.1 * std::log(4.0));  // q(y | x) is close to uniform
  CHECK(accuracy(planted.labels, dynamic_cast<assay::Assigns&>(*model).responsibilities(planted.x).argmax(1)) < 0.9);
}

TEST_CASE("style is the code itself, whatever the category") {
  const Planted planted = planted_mixture(60);
  const auto model = make_m2({{"epochs", 2}}, planted_info(planted));
  FakeFitContext context(1, planted_info(planted));
  model->fit(planted.x, context);
  auto& generates = dynamic_cast<assay::Generates&>(*model);
  CHECK(torch::equal(generates.style(planted.x), dynamic_cast<assay::Embeds&>(*model).embed(planted.x)));
  const Tensor style = generates.style(planted.x);
  const Tensor zeros = torch::zeros({60}, torch::kInt64);
  CHECK_FALSE(torch::allclose(generates.generate(zeros, style), generates.generate(zeros + 1, style)));
}

TEST_CASE("a fit that was stopped and restored ends with the same bits") {
  const Planted planted = planted_mixture(90);
  check_resumes(
      planted.x, 2,
      [&] {
        return make_m2({{"epochs", 4}}, planted_info(planted));
      },
      [&] { return std::make_unique<FakeFitContext>(1, planted_info(planted)); });
}

namespace {

constexpr std::int64_t labeled_count = 8;

/// Two labels of each planted cluster; the first samples have them.
std::unique_ptr<FakeFitContext> telling(const Planted& planted, std::uint64_t seed = 1) {
  auto context = std::make_unique<FakeFitContext>(seed, planted_info(planted));
  context->told = assay::LabeledSamples{torch::arange(labeled_count), planted.labels.narrow(0, 0, labeled_count)};
  return context;
}

std::unique_ptr<assay::Baseline> make_told(const Value::Table& more, const Planted& planted) {
  assay::DatasetInfo data = planted_info(planted);
  data.classes = 4;
  data.labeled = labeled_count;
  Value::Table options = {{"labeled_batch", labeled_count}, {"batch", 40}};
  for (const auto& [key, value] : more) options[key] = value;
  return make_m2(options, data);
}

Tensor class_probabilities(assay::Baseline& model, const Tensor& x) { return dynamic_cast<assay::Classifies&>(model).class_probabilities(x); }

double error_of(assay::Baseline& model, const Planted& planted) {
  return class_probabilities(model, planted.x).argmax(1).ne(planted.labels).to(torch::kFloat64).mean().item<double>();
}

}  // namespace

TEST_CASE("two labels of each class keep the categories from collapsing, and name them") {
  const Planted planted = planted_mixture(400);
  const auto model = make_told({{"epochs", 20}, {"alpha", 1.0}}, planted);
  const auto context = telling(planted);
  model->fit(planted.x, *context);
  const auto& series = context->recorder().series;
  CHECK(series.at("loss.total").back() < 0.5 * series.at("loss.total").front());
  CHECK(series.at("loss.labeled").back() < series.at("loss.labeled").front());
  CHECK(series.at("loss.cross_entropy").back() < 0.05);
  CHECK(error_of(*model, planted) < 0.05);
  const Tensor told = class_probabilities(*model, planted.x.narrow(0, 0, labeled_count)).argmax(1);
  CHECK(torch::equal(told, planted.labels.narrow(0, 0, labeled_count)));
}

TEST_CASE("labels that are told wrongly are believed") {
  Planted planted = planted_mixture(200);
  planted.labels = torch::remainder(planted.labels + 1, 4);
  const auto model = make_told({{"epochs", 20}, {"alpha", 1.0}}, planted);
  model->fit(planted.x, *telling(planted));
  CHECK(error_of(*model, planted) < 0.1);
}

TEST_CASE("a fit with labels that was stopped and restored ends with the same bits") {
  const Planted planted = planted_mixture(90);
  for (const char* unlabeled : {"complement", "all"}) {
    check_resumes(
        planted.x, 2,
        [&] {
          return make_told({{"epochs", 4}, {"labeled_batch", 3}, {"unlabeled", unlabeled}, {"weight_prior", 1.0}}, planted);
        },
        [&] { return telling(planted); });
  }
}

TEST_CASE("on features that are drawn anew in every step, draws without variance are the features themselves") {
  const Planted planted = planted_mixture(90);
  const auto state_with = [&](const Tensor& log_variance) {
    const auto model = make_told({{"epochs", 2}, {"learned_variance", true}}, planted);
    const auto context = telling(planted);
    context->log_variance = log_variance;
    model->fit(planted.x, *context);
    return saved_state(*model);
  };
  const assay::StateDict fixed = state_with(Tensor());
  check_equal_states(fixed, state_with(torch::full_like(planted.x, -std::numeric_limits<double>::infinity())));
  const assay::StateDict drawn = state_with(torch::zeros_like(planted.x));
  CHECK_FALSE(torch::equal(drawn.get("category/weight"), fixed.get("category/weight")));
}

TEST_CASE("dimensions that hardly vary are left out: what they hold changes nothing") {
  const Planted planted = planted_mixture(90);
  const auto probabilities_with = [&](double idle) {
    const Planted wider{torch::cat({planted.x, torch::full({90, 3}, idle)}, 1), planted.labels};
    const auto model = make_told({{"epochs", 2}, {"learned_variance", true}, {"min_std", 0.01}}, wider);
    model->fit(wider.x, *telling(wider));
    return class_probabilities(*model, wider.x);
  };
  CHECK(torch::equal(probabilities_with(0.0), probabilities_with(7.0)));
}

TEST_CASE("a learned variance is refused with another likelihood than the Gaussian") {
  CHECK(error_code([] { make_component<assay::Baseline>("m2", {{"learned_variance", true}}, images(1, 4, 4)); }) == "baseline.learned-variance");
}
