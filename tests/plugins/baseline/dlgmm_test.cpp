#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "mixture.hpp"
#include "stick_breaking.hpp"
#include "support/baseline_runs.hpp"
#include "support/planted_mixture.hpp"

using namespace test_support;
using assay::Value;
using assay::baseline_dlgmm::Kumaraswamy;
using assay::baseline_dlgmm::log_stick_weights;
using assay::baseline_dlgmm::Mixture;

namespace {

std::unique_ptr<assay::Baseline> make_dlgmm(const Value::Table& more, const assay::DatasetInfo& data) {
  Value::Table options = {{"likelihood", "gaussian"}, {"hidden", Value(Value::Array{32})}, {"dim", 2}, {"lr", 0.003}, {"epochs", 3},
                          {"components", 3}};
  for (const auto& [key, value] : more) options[key] = value;
  return make_component<assay::Baseline>("dlgmm", std::move(options), data);
}

Kumaraswamy kumaraswamy(double a, double b) { return {torch::full({1, 1}, a, torch::kFloat64), torch::full({1, 1}, b, torch::kFloat64)}; }

double number(const Tensor& tensor) { return tensor.item<double>(); }

/// ∫ q(v) f(v) dv over (0, 1) by the midpoint rule.
template <class Function>
double expectation(double a, double b, const Function& f) {
  const int cells = 20000;
  double sum = 0.0;
  for (int i = 0; i < cells; ++i) {
    const double v = (i + 0.5) / cells;
    sum += a * b * std::pow(v, a - 1.0) * std::pow(1.0 - std::pow(v, a), b - 1.0) * f(v) / cells;
  }
  return sum;
}

}  // namespace

TEST_CASE("the weights of sticks sum to one and have their hand-computed values") {
  const Tensor weights = log_stick_weights(row({0.5, 0.2, 0.75})).exp();
  CHECK(torch::allclose(weights, row({0.5, 0.1, 0.3, 0.1})));
  const Tensor many = log_stick_weights(stream(3).uniform({50, 9}, 1e-6, 1.0 - 1e-6)).exp();
  CHECK(many.sizes() == at::IntArrayRef({50, 10}));
  CHECK(torch::allclose(many.sum(1), torch::ones({50})));
}

TEST_CASE("draws of Kumaraswamy sticks invert its distribution function, whatever the parameters") {
  const Kumaraswamy q = kumaraswamy(2.0, 3.0);
  // F(v) = 1 − (1 − v^a)^b, of which 1 − u has the inverse.
  const double v = number(q.sample(torch::full({1, 1}, 0.3, torch::kFloat64)));
  CHECK(std::pow(1.0 - v * v, 3.0) == doctest::Approx(0.3));
  CHECK(number(kumaraswamy(1.0, 1.0).sample(torch::full({1, 1}, 0.3, torch::kFloat64))) == doctest::Approx(0.7));
  for (const double a : {0.01, 100.0}) {
    for (const double b : {0.01, 100.0}) {
      const Tensor drawn = kumaraswamy(a, b).sample(torch::tensor({0.0, 0.5, 1.0}, torch::kFloat64));
      CHECK(number(drawn.min()) > 0.0);
      CHECK(number(drawn.max()) < 1.0);
    }
  }
}

TEST_CASE("mean and divergence from a Beta prior agree with numerical integration") {
  for (const auto& setting : std::vector<std::array<double, 3>>{{1.0, 1.0, 1.0}, {2.0, 3.0, 1.0}, {1.5, 2.0, 4.0}, {3.0, 1.2, 2.5}}) {
    const double a = setting[0];
    const double b = setting[1];
    const double concentration = setting[2];
    CAPTURE(a);
    CAPTURE(b);
    const Kumaraswamy q = kumaraswamy(a, b);
    CHECK(number(q.mean()) == doctest::Approx(expectation(a, b, [](double v) { return v; })).epsilon(1e-4));
    const double kl = expectation(a, b, [a, b, concentration](double v) {
      const double log_q = std::log(a * b) + (a - 1.0) * std::log(v) + (b - 1.0) * std::log1p(-std::pow(v, a));
      return log_q - std::log(concentration) - (concentration - 1.0) * std::log1p(-v);
    });
    // The cut series leaves a little out.
    CHECK(number(q.kl(concentration)) == doctest::Approx(kl).epsilon(concentration == 1.0 ? 1e-3 : 0.02));
  }
}

TEST_CASE("mean and divergence of the sticks have their hand-computed values") {
  CHECK(number(kumaraswamy(2.0, 3.0).mean()) == doctest::Approx(16.0 / 35.0));
  CHECK(number(kumaraswamy(1.0, 1.0).kl(1.0)) == doctest::Approx(0.0));
  CHECK(number(kumaraswamy(2.0, 1.0).kl(1.0)) == doctest::Approx(std::log(2.0) - 0.5));
  CHECK(number(kumaraswamy(1.5, 2.5).kl(2.0)) == doctest::Approx(0.0785467).epsilon(1e-3));  // 11 terms of the series would give 0.0728942
}

TEST_CASE("the bound of a mixture has its hand-computed parts") {
  const auto batch = [](const std::vector<double>& values, at::IntArrayRef shape) { return torch::tensor(values, torch::kFloat64).view(shape); };
  const Mixture q{batch({0.6, 0.4}, {1, 2}).log(), {batch({0.0, 2.0}, {1, 2, 1}), batch({0.0, 2.0 * std::log(0.5)}, {1, 2, 1})}};
  // At z_k = μ_k, where the entropy with each component's own density would be 0.5824663.
  const Tensor at_means = q.log_density(q.components.mean);
  CHECK(number(q.average(-at_means)) == doctest::Approx(1.2757533).epsilon(1e-6));
  CHECK(number(q.average(batch({3.0, 4.0}, {1, 2}))) == doctest::Approx(3.4));
  // −5.4689385 = −3.4 + Σ_k π_k E_k[ln p(z)], the second over draws of each component.
  constexpr std::int64_t draws = 100000;
  const Mixture many{q.log_weights.expand({draws, 2}), {q.components.mean.expand({draws, 2, 1}), q.components.log_variance.expand({draws, 2, 1})}};
  assay::Stream noise = stream(2);
  const Tensor zero = torch::zeros({1}, torch::kFloat64);
  const Tensor values = many.average(assay::gaussian_log_density(many.components.sample(noise), zero, zero));
  const double standard_error = values.std().item<double>() / std::sqrt(static_cast<double>(draws));
  CHECK(std::abs(values.mean().item<double>() + 5.4689385 - 3.4) < 4.0 * standard_error);
}

TEST_CASE("both kinds of weights learn codes that keep the planted clusters apart") {
  const Planted planted = planted_mixture(200);
  for (const char* weights : {"softmax", "stick_breaking"}) {
    CAPTURE(std::string(weights));
    const auto model = make_dlgmm({{"epochs", 12}, {"batch", 40}, {"lr", 0.01}, {"weights", weights}, {"feature", "mean"}}, planted_info(planted));
    FakeFitContext context(1, planted_info(planted));
    model->fit(planted.x, context);
    const Tensor code = dynamic_cast<assay::Embeds&>(*model).embed(planted.x);
    const Tensor members = torch::one_hot(planted.labels, 4).to(torch::kFloat32);
    const Tensor centres = members.t().mm(code) / members.sum(0).unsqueeze(1);
    CHECK(accuracy(planted.labels, torch::cdist(code, centres).argmin(1)) >= 0.95);
    const auto& series = context.recorder().series;
    CHECK(series.at("loss.total").back() < 0.5 * series.at("loss.total").front());
    CHECK((series.at("loss.weights_kl").back() == 0.0) == (std::string(weights) == "softmax"));
  }
}

TEST_CASE("drawn features come from one component each") {
  const Planted planted = planted_mixture(60);
  const auto model = make_dlgmm({}, planted_info(planted));
  FakeFitContext context(1, planted_info(planted));
  model->fit(planted.x, context);
  const Tensor drawn = dynamic_cast<assay::Embeds&>(*model).embed(planted.x);
  CHECK(drawn.sizes() == at::IntArrayRef({60, 2}));
  CHECK(torch::equal(drawn, dynamic_cast<assay::Embeds&>(*model).embed(planted.x)));
  CHECK_FALSE(torch::allclose(drawn, dynamic_cast<assay::Generates&>(*model).style(planted.x)));
}

TEST_CASE("a fit that was stopped and restored ends with the same bits") {
  const Planted planted = planted_mixture(90);
  for (const char* weights : {"softmax", "stick_breaking"}) {
    check_resumes(
        planted.x, 2,
        [&] {
          return make_dlgmm({{"epochs", 4}, {"weights", weights}}, planted_info(planted));
        },
        [&] { return std::make_unique<FakeFitContext>(1, planted_info(planted)); });
  }
}
