#include <cmath>
#include <memory>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "support/baseline_runs.hpp"
#include "support/planted_mixture.hpp"

using namespace test_support;
using assay::Value;

namespace {

std::unique_ptr<assay::Baseline> make_shu(Value::Table more, const assay::DatasetInfo& data) {
  Value::Table options = {{"clusters", 4}, {"likelihood", "gaussian"}, {"hidden", Value(Value::Array{32, 32})}, {"dim", 2}, {"lr", 0.003}};
  for (const auto& [key, value] : more) options[key] = value;
  return make_component<assay::Baseline>("gmvae_shu", std::move(options), data);
}

struct Fitted {
  std::unique_ptr<assay::Baseline> model;
  std::unique_ptr<FakeFitContext> context;

  double last(const char* series) const { return context->recorder().series.at(series).back(); }
};

Fitted fitted(const Planted& planted, Value::Table options) {
  Fitted out{make_shu(std::move(options), planted_info(planted)), std::make_unique<FakeFitContext>(1, planted_info(planted))};
  out.model->fit(planted.x, *out.context);
  return out;
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
  const Planted planted = planted_mixture(400);
  for (const char* estimator : {"gumbel", "marginal"}) {
    CAPTURE(estimator);
    const Fitted fit = fitted(planted, {{"epochs", 40}, {"batch", 40}, {"estimator", estimator}});
    const Tensor shares = dynamic_cast<assay::Assigns&>(*fit.model).responsibilities(planted.x);
    CHECK(accuracy(planted.labels, shares.argmax(1)) >= 0.95);
    CHECK(fit.last("loss.total") == doctest::Approx(fit.last("loss.reconstruction") + fit.last("loss.code_kl") + fit.last("loss.categorical_kl")));
  }
}

TEST_CASE("the style is the code in units of its prior, so that generating from it gives the reconstruction") {
  const Planted planted = planted_mixture(100);
  const Fitted fit = fitted(planted, {{"epochs", 5}});
  auto& generates = dynamic_cast<assay::Generates&>(*fit.model);
  const Tensor category = dynamic_cast<assay::Assigns&>(*fit.model).responsibilities(planted.x).argmax(1);
  const Tensor reconstruction = dynamic_cast<assay::Reconstructs&>(*fit.model).reconstruct(planted.x);
  CHECK(torch::allclose(generates.generate(category, generates.style(planted.x)), reconstruction, 1e-3, 1e-4));
  const Tensor other = generates.generate(torch::remainder(category + 1, 4), generates.style(planted.x));
  CHECK_FALSE(torch::allclose(other, reconstruction, 1e-3, 1e-4));
}

TEST_CASE("with one category allowed to win, marginalisation equals the certain case") {
  // At lr 0 the divergence of q(y | x) is that of the untrained network: between 0 and ln K.
  const Planted planted = planted_mixture(60);
  const Fitted fit = fitted(planted, {{"epochs", 1}, {"lr", 0.0}, {"estimator", "marginal"}});
  const Tensor q = dynamic_cast<assay::Assigns&>(*fit.model).responsibilities(planted.x);
  CHECK(fit.last("loss.categorical_kl") == doctest::Approx(number((q * (4.0 * q).log()).sum(1).mean())).epsilon(1e-4));
}

TEST_CASE("binarized data are drawn anew in every step") {
  assay::DatasetInfo info = vectors(12);
  info.count = 50;
  const auto objectives = [&](bool binarize) {
    const auto model = make_shu({{"epochs", 3}, {"lr", 0.0}, {"likelihood", "bernoulli"}, {"binarize", binarize}}, info);
    FakeFitContext context(1, info);
    model->fit(torch::full({50, 12}, 0.5), context);
    return context.recorder().series.at("loss.reconstruction");
  };
  // The error of grey pixels with probability one half is ln 2 each, about which binarized ones vary.
  const auto binarized = objectives(true);
  CHECK(binarized[0] != binarized[1]);
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
