#include <cmath>
#include <memory>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "support/baseline_runs.hpp"
#include "support/fitted.hpp"
#include "support/planted_mixture.hpp"

using namespace test_support;
using assay::Value;

namespace {

std::unique_ptr<assay::Baseline> make_vae(const Value::Table& more, const assay::DatasetInfo& data) {
  Value::Table options = {{"likelihood", "gaussian"}, {"hidden", Value(Value::Array{32})}, {"dim", 2}, {"lr", 0.003}, {"epochs", 3}};
  for (const auto& [key, value] : more) options[key] = value;
  return make_component<assay::Baseline>("vae", std::move(options), data);
}

Fitted fitted(const Tensor& x, const assay::DatasetInfo& info, const Value::Table& options) {
  return test_support::fitted(make_vae(options, info), x, info);
}

double number(const Tensor& tensor) { return tensor.item<double>(); }

}  // namespace

TEST_CASE("the codes keep the planted clusters apart") {
  const Planted planted = planted_mixture(400);
  const Fitted fit = fitted(planted.x, planted_info(planted), {{"epochs", 30}, {"batch", 40}});
  const Tensor code = fit.embed(planted.x);
  const Tensor members = torch::one_hot(planted.labels, 4).to(torch::kFloat32);
  const Tensor centres = members.t().mm(code) / members.sum(0).unsqueeze(1);
  CHECK(accuracy(planted.labels, torch::cdist(code, centres).argmin(1)) >= 0.95);
  CHECK(fit.series("loss.total").back() == doctest::Approx(fit.series("loss.reconstruction").back() + fit.series("loss.gaussian_kl").back()));
  CHECK(fit.series("loss.total").back() < 0.5 * fit.series("loss.total").front());
  const Tensor reconstruction = dynamic_cast<assay::Reconstructs&>(*fit.model).reconstruct(planted.x);
  CHECK(number((reconstruction - planted.x).square().mean()) < 0.3);
}

TEST_CASE("with Bernoulli numbers reconstructions are probabilities and data out of range are refused") {
  assay::DatasetInfo info = vectors(8);
  const Fitted fit = fitted(torch::rand({50, 8}), info, {{"likelihood", "bernoulli"}, {"lr", 0.0}, {"epochs", 1}});
  const Tensor reconstruction = dynamic_cast<assay::Reconstructs&>(*fit.model).reconstruct(torch::rand({5, 8}));
  CHECK(number(reconstruction.min()) > 0.0);
  CHECK(number(reconstruction.max()) < 1.0);
  CHECK(fit.series("loss.reconstruction").back() == doctest::Approx(8 * std::log(2.0)).epsilon(0.3));
  info.highest = 255.0;
  CHECK(error_code([&] { make_vae({{"likelihood", "bernoulli"}}, info); }) == "baseline.data-range");
}

TEST_CASE("drawn features vary about the mean, equal for equal batches and unlike for others") {
  const Planted planted = planted_mixture(200);
  const auto features = [&](const char* which) { return fitted(planted.x, planted_info(planted), {{"feature", which}}); };
  const Fitted mean = features("mean");
  const Fitted sample = features("sample");
  const Tensor noise = sample.embed(planted.x) - mean.embed(planted.x);
  CHECK(torch::equal(sample.embed(planted.x), sample.embed(planted.x)));
  CHECK(number(noise.abs().min()) > 0.0);
  CHECK(std::abs(number(noise.mean())) < 0.2 * number(noise.std()));
  // Two samples at the same place of two batches do not share their noise.
  const Tensor first = planted.x.narrow(0, 0, 100);
  const Tensor second = torch::cat({first.narrow(0, 0, 1), planted.x.narrow(0, 100, 99)});
  CHECK_FALSE(torch::allclose(sample.embed(first)[0], sample.embed(second)[0]));
}

TEST_CASE("training ends when the objective has had no new low for as long as patience allows") {
  const Planted planted = planted_mixture(50);
  // At lr 0 the objective varies with the noise alone.
  const Fitted patient = fitted(planted.x, planted_info(planted), {{"lr", 0.0}, {"epochs", 200}, {"patience", 4}});
  const auto& total = patient.series("loss.total");
  REQUIRE(total.size() < 200);
  const auto lowest = std::min_element(total.begin(), total.end());
  CHECK(total.end() - lowest == 5);
  CHECK(fitted(planted.x, planted_info(planted), {{"lr", 0.0}, {"epochs", 60}, {"patience", 0}}).series("loss.total").size() == 60);

  // Stopping in the very round in which training converged leaves nothing to do.
  check_resumes(
      planted.x, static_cast<std::int64_t>(total.size()),
      [&] {
        return make_vae({{"lr", 0.0}, {"epochs", 200}, {"patience", 4}}, planted_info(planted));
      },
      [&] { return std::make_unique<FakeFitContext>(1, planted_info(planted)); });
}

TEST_CASE("a fit that was stopped and restored ends with the same bits") {
  const Planted planted = planted_mixture(90);
  check_resumes(
      planted.x, 2,
      [&] {
        return make_vae({{"epochs", 5}, {"feature", "sample"}}, planted_info(planted));
      },
      [&] { return std::make_unique<FakeFitContext>(1, planted_info(planted)); });
}

TEST_CASE("what is saved after training holds no moments of the optimizer") {
  const Planted planted = planted_mixture(50);
  const Fitted fit = fitted(planted.x, planted_info(planted), {});
  const assay::StateDict state = saved_state(*fit.model);
  for (const auto& [name, tensor] : state.tensors()) CHECK(name.rfind("optimizer/", 0) != 0);
}

TEST_CASE("the variance that the model tells of its features is that of the draws, and draws have none left") {
  const Planted planted = planted_mixture(400);
  const Fitted mean = fitted(planted.x, planted_info(planted), {{"feature", "mean"}});
  const Fitted sample = fitted(planted.x, planted_info(planted), {{"feature", "sample"}});
  const auto log_variance = [&](const Fitted& fit) { return dynamic_cast<assay::EmbedsGaussian&>(*fit.model).embed_log_variance(planted.x); };
  const Tensor noise = sample.embed(planted.x) - mean.embed(planted.x);
  CHECK(number((noise.square() * (-log_variance(mean)).exp()).mean()) == doctest::Approx(1.0).epsilon(0.2));
  CHECK(number(log_variance(sample).exp().max()) == 0.0);
}
