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

std::unique_ptr<assay::Baseline> make_shu(const Value::Table& more, const assay::DatasetInfo& data) {
  Value::Table options = {{"clusters", 4}, {"likelihood", "gaussian"}, {"hidden", Value(Value::Array{32, 32})}, {"dim", 2}, {"lr", 0.003}};
  for (const auto& [key, value] : more) options[key] = value;
  return make_component<assay::Baseline>("gmvae_shu", std::move(options), data);
}

Fitted fitted(const Planted& planted, const Value::Table& options, std::uint64_t seed = 1) {
  return test_support::fitted(make_shu(options, planted_info(planted)), planted.x, planted_info(planted), seed);
}

double number(const Tensor& tensor) { return tensor.item<double>(); }

}  // namespace

TEST_CASE("the networks have the published number of parameters") {
  const auto model = make_component<assay::Baseline>("gmvae_shu", {{"epochs", 1}}, images(1, 28, 28));
  FakeFitContext context(1, images(1, 28, 28));
  model->fit(torch::rand({4, 784}), context);
  std::int64_t count = 0;
  const assay::StateDict state = saved_state(*model);
  for (const auto& [name, tensor] : state.tensors()) {
    if (name.find('/') != std::string::npos) count += tensor.numel();
  }
  CHECK(count == 2104602);
}

TEST_CASE("both estimators find the planted clusters") {
  // From this start. From about half of the others two categories share a cluster, as in the logs published with the model.
  const Planted planted = planted_mixture(400);
  for (const char* estimator : {"gumbel", "marginal"}) {
    CAPTURE(std::string(estimator));
    const Fitted fit = fitted(planted, {{"epochs", 12}, {"batch", 40}, {"dim", 4}, {"lr", 0.006}, {"estimator", estimator}}, 4);
    const Tensor shares = fit.responsibilities(planted.x);
    CHECK(accuracy(planted.labels, shares.argmax(1)) >= 0.95);
    CHECK(fit.series("loss.total").back() ==
          doctest::Approx(fit.series("loss.reconstruction").back() + fit.series("loss.code_kl").back() + fit.series("loss.categorical_kl").back()));
  }
}

TEST_CASE("the style is the code in units of its prior, so that generating from it gives the reconstruction") {
  const Planted planted = planted_mixture(100);
  const Fitted fit = fitted(planted, {{"epochs", 5}});
  auto& generates = dynamic_cast<assay::Generates&>(*fit.model);
  const Tensor category = fit.labels(planted.x);
  const Tensor reconstruction = dynamic_cast<assay::Reconstructs&>(*fit.model).reconstruct(planted.x);
  CHECK(torch::allclose(generates.generate(category, generates.style(planted.x)), reconstruction, 1e-3, 1e-4));
  const Tensor of_next_category = generates.generate(torch::remainder(category + 1, 4), generates.style(planted.x));
  CHECK_FALSE(torch::allclose(of_next_category, reconstruction, 1e-3, 1e-4));
}

TEST_CASE("the recorded divergence of the categories is that of q(y | x) from uniform") {
  const Planted planted = planted_mixture(60);
  const Fitted fit = fitted(planted, {{"epochs", 1}, {"lr", 0.0}, {"estimator", "marginal"}});
  const Tensor q = fit.responsibilities(planted.x);
  CHECK(fit.series("loss.categorical_kl").back() == doctest::Approx(number((q * (4.0 * q).log()).sum(1).mean())).epsilon(1e-4));
}

TEST_CASE("binarized data vary about the grey ones from step to step") {
  assay::DatasetInfo info = vectors(12);
  info.count = 50;
  const auto errors = [&](bool binarize) {
    const auto model = make_shu({{"epochs", 40}, {"lr", 0.0}, {"likelihood", "bernoulli"}, {"binarize", binarize}}, info);
    FakeFitContext context(1, info);
    model->fit(torch::full({50, 12}, 0.5), context);
    return vector(context.recorder().series.at("loss.reconstruction"));
  };
  const Tensor grey = errors(false);
  const Tensor binary = errors(true);
  // The log-likelihood is linear in the data, so the mean stays; of grey pixels it hardly depends on the drawn code.
  CHECK(number(binary.mean()) == doctest::Approx(number(grey.mean())).epsilon(0.02));
  CHECK(number(binary.std()) > 2.0 * number(grey.std()));
  CHECK(error_code([&] { make_shu({{"binarize", true}}, info); }) == "baseline.binarize");
}

TEST_CASE("a fit that was stopped and restored ends with the same bits") {
  const Planted planted = planted_mixture(90);
  for (const char* estimator : {"gumbel", "marginal"}) {
    check_resumes(
        planted.x, 2,
        [&] {
          return make_shu({{"epochs", 4}, {"estimator", estimator}}, planted_info(planted));
        },
        [&] { return std::make_unique<FakeFitContext>(1, planted_info(planted)); });
  }
}
