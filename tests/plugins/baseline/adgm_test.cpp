#include <cmath>
#include <memory>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "auxiliary_model.hpp"
#include "support/baseline_runs.hpp"
#include "support/planted_mixture.hpp"

using namespace test_support;
using assay::Value;
using assay::baseline_adgm::negative_bound;

namespace {

constexpr std::int64_t labeled_count = 8;

std::unique_ptr<assay::Baseline> make_model(const std::string& name, const Planted& planted, const Value::Table& more = {}) {
  assay::DatasetInfo data = planted_info(planted);
  data.classes = 4;
  data.labeled = labeled_count;
  Value::Table options = {{"likelihood", "gaussian"},
                          {"hidden", Value(Value::Array{24})},
                          {"auxiliary_dim", 3},
                          {"dim", 3},
                          {"lr", 0.003},
                          {"labeled_batch", labeled_count},
                          {"batch", 40},
                          {"warm_up", 2},
                          {"evaluation_samples", 10}};
  for (const auto& [key, value] : more) options[key] = value;
  return make_component<assay::Baseline>(name, std::move(options), data);
}

std::unique_ptr<FakeFitContext> telling(const Planted& planted) {
  auto context = std::make_unique<FakeFitContext>(1, planted_info(planted));
  context->told = assay::LabeledSamples{torch::arange(labeled_count), planted.labels.narrow(0, 0, labeled_count)};
  return context;
}

Tensor class_probabilities(assay::Baseline& model, const Tensor& x) { return dynamic_cast<assay::Classifies&>(model).class_probabilities(x); }

Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64).unsqueeze(0); }

/// ln q(a | x) - ln p(a | …) of the document's example: q = N(0.2, 0.25), p = N(0.1, 1).
Tensor ratio(const Tensor& a) {
  return assay::gaussian_log_density(a, doubles({0.2}), doubles({std::log(0.25)})) - assay::gaussian_log_density(a, doubles({0.1}), doubles({0.0}));
}

}  // namespace

TEST_CASE("the terms of the auxiliary variable are taken at the a that was drawn, and average to their divergence") {
  CHECK(ratio(doubles({0.3})).item<double>() == doctest::Approx(std::log(2.0)).epsilon(1e-9));
  const Tensor draws = 0.2 + 0.5 * stream(3).normal({40000, 1}).to(torch::kFloat64);
  const Tensor values = ratio(draws);
  const double standard_error = values.std().item<double>() / 200.0;
  CHECK(std::abs(values.mean().item<double>() - 0.3231472) < 4.0 * standard_error);
}

TEST_CASE("the bound of a draw adds up, and warm-up leaves reconstruction and class alone") {
  const Tensor error = torch::tensor({0.957541}, torch::kFloat64);
  const Tensor code_kl = torch::tensor({0.2}, torch::kFloat64);
  const Tensor auxiliary = ratio(doubles({0.3}));
  CHECK(negative_bound(error, std::log(10.0), code_kl, auxiliary, 1.0).item<double>() == doctest::Approx(4.1532733).epsilon(1e-7));
  CHECK(negative_bound(error, std::log(10.0), code_kl, auxiliary, 0.0).item<double>() == doctest::Approx(0.957541 + std::log(10.0)));
}

TEST_CASE("two labels of each planted cluster are enough for both models") {
  const Planted planted = planted_mixture(240);
  for (const char* name : {"adgm", "sdgm"}) {
    CAPTURE(name);
    const auto model = make_model(name, planted, {{"epochs", 12}});
    const auto context = telling(planted);
    model->fit(planted.x, *context);
    const auto& series = context->recorder().series;
    CHECK(series.at("loss.unlabeled").back() < 0.7 * series.at("loss.unlabeled").front());
    CHECK(series.at("loss.cross_entropy").back() < 0.1);
    const Tensor p = class_probabilities(*model, planted.x);
    CHECK(torch::allclose(p.sum(1), torch::ones({240})));
    CHECK(p.argmax(1).ne(planted.labels).to(torch::kFloat64).mean().item<double>() < 0.1);
    CHECK(torch::equal(class_probabilities(*model, planted.x), p));  // the draws belong to the batch
    auto& generates = dynamic_cast<assay::Generates&>(*model);
    const Tensor style = generates.style(planted.x);
    CHECK(generates.generate(planted.labels, style).sizes() == planted.x.sizes());
  }
}

TEST_CASE("the auxiliary variable reaches the decoder of the skip model alone") {
  const Planted planted = planted_mixture(80);
  const auto count = [&](const char* name) {
    const auto model = make_model(name, planted, {{"epochs", 1}});
    model->fit(planted.x, *telling(planted));
    const assay::StateDict state = saved_state(*model);
    return std::pair(state.get("decoder/hidden.linear0.weight").size(1), state.get("auxiliary_prior/hidden.linear0.weight").size(1));
  };
  CHECK(count("adgm") == std::pair<std::int64_t, std::int64_t>(4 + 3, 64 + 4 + 3));
  CHECK(count("sdgm") == std::pair<std::int64_t, std::int64_t>(3 + 4 + 3, 4 + 3));
}

TEST_CASE("a fit that was stopped and restored ends with the same bits") {
  const Planted planted = planted_mixture(90);
  for (const char* name : {"adgm", "sdgm"}) {
    check_resumes(
        planted.x, 1,
        [&] {
          return make_model(name, planted, {{"epochs", 3}, {"samples", 2}, {"unlabeled", "complement"}});
        },
        [&] { return telling(planted); });
  }
}
