#include <cmath>
#include <memory>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "gmvae_networks.hpp"
#include "support/baseline_runs.hpp"
#include "support/planted_mixture.hpp"

using namespace test_support;
using namespace assay::baseline_gmvae;
using assay::Value;

namespace {

Value::Table small(const Value::Table& more = {}) {
  Value::Table options = {{"clusters", 4}, {"likelihood", "gaussian"}, {"hidden", 32}, {"x_dim", 4}, {"w_dim", 2}, {"lr", 0.003}};
  for (const auto& [key, value] : more) options[key] = value;
  return options;
}

std::unique_ptr<assay::Baseline> make_gmvae(Value::Table options, const assay::DatasetInfo& data) {
  return make_component<assay::Baseline>("gmvae", std::move(options), data);
}

double number(const Tensor& tensor) { return tensor.item<double>(); }

}  // namespace

TEST_CASE("p(z | x, w) is Bayes' rule: even between equal components, certain far from all others") {
  const Gaussian equal{torch::zeros({1, 2, 3}), torch::zeros({1, 2, 3})};
  const Tensor even = component_logits(row({0.3, -2.0, 5.0}), equal);
  CHECK(torch::allclose(torch::softmax(even, 1), torch::full({1, 2}, 0.5)));
  CHECK(number(assay::categorical_kl(even)) == doctest::Approx(0.0));

  const Gaussian apart{vector({0.0, 1000.0}).view({1, 2, 1}), torch::zeros({1, 2, 1})};
  const Tensor certain = component_logits(row({1000.0}), apart);
  CHECK(number(torch::softmax(certain, 1)[0][1]) == 1.0);
  CHECK(number(assay::categorical_kl(certain)) == doctest::Approx(std::log(2.0)));

  const Gaussian unlike{vector({0.0, 1.0}).view({1, 2, 1}), vector({0.0, std::log(2.0)}).view({1, 2, 1})};
  const double first = std::exp(-0.5 * 4.0);
  const double second = std::exp(-0.5 * 1.0 / 2.0) / std::sqrt(2.0);
  CHECK(number(torch::softmax(component_logits(row({2.0}), unlike), 1)[0][0]) == doctest::Approx(first / (first + second)));
}

TEST_CASE("below the minimum information the z-term is constant, above it is the divergence") {
  for (const double kl : {0.2, 0.9}) {
    const Tensor z_kl = torch::full({}, kl).requires_grad_();
    const Tensor term = minimum_information(z_kl, 0.5);
    CHECK(number(term) == doctest::Approx(std::max(kl, 0.5)));
    term.backward();
    CHECK(number(z_kl.grad()) == (kl > 0.5 ? 1.0 : 0.0));
  }
}

TEST_CASE("the convolutional networks have the published maps") {
  assay::Stream init = stream();
  const Layout layout{true, 40, 200, 150, 10};
  const auto inference = make_inference(layout, images(1, 28, 28), init);
  const auto generator = make_generator(layout, images(1, 28, 28), init);
  const auto [x, w] = inference->forward(torch::rand({3, 784}));
  CHECK(x.mean.sizes() == at::IntArrayRef({3, 200}));
  CHECK(w.log_variance.sizes() == at::IntArrayRef({3, 150}));
  CHECK(generator->forward(x.mean).sizes() == at::IntArrayRef({3, 784}));
  const auto weights = inference->named_parameters();
  CHECK(weights["block0.convolution.weight"].sizes() == at::IntArrayRef({16, 1, 6, 6}));
  CHECK(weights["block3.convolution.weight"].sizes() == at::IntArrayRef({40, 64, 9, 9}));
  const ComponentPrior prior(layout, init);
  const Gaussian components = prior.forward(w.mean);
  CHECK(components.mean.sizes() == at::IntArrayRef({3, 10, 200}));
  CHECK(components.log_variance.sizes() == at::IntArrayRef({3, 10, 200}));
}

TEST_CASE("images of 28x28 get convolutions, other data do not") {
  const auto first_layer = [](const assay::DatasetInfo& data, Value::Table options) {
    const auto model = make_gmvae(std::move(options), data);
    FakeFitContext context(1, data);
    context.after_round = [](std::int64_t /*round*/) { return false; };
    model->fit(torch::rand({4, data.dimensions()}), context);
    return saved_state(*model).tensors().front().first;
  };
  const Value::Table tiny = {{"hidden", 4}, {"x_dim", 2}, {"w_dim", 2}, {"clusters", 2}};
  CHECK(first_layer(images(1, 28, 28), tiny) == "inference/block0.convolution.weight");
  CHECK(first_layer(images(1, 16, 16), tiny) == "inference/hidden.linear0.weight");
  CHECK(error_code([] { make_gmvae({{"network", "conv"}}, images(1, 16, 16)); }) == "gmvae.image-size");
  CHECK(error_code([] { make_gmvae({{"network", "dense"}}, images(1, 28, 28)); }).empty());
}

TEST_CASE("the planted clusters are found and the series add up to the objective") {
  const Planted planted = planted_mixture(400);
  const auto model = make_gmvae(small({{"epochs", 20}}), planted_info(planted));
  FakeFitContext context(1, planted_info(planted));
  model->fit(planted.x, context);
  const Tensor shares = dynamic_cast<assay::Assigns&>(*model).responsibilities(planted.x);
  CHECK(accuracy(planted.labels, shares.argmax(1)) >= 0.95);
  const auto& series = context.recorder().series;
  const double rest = series.at("loss.reconstruction").back() + series.at("loss.conditional_kl").back() + series.at("loss.w_kl").back();
  CHECK(series.at("loss.total").back() >= rest + 0.5 - 1e-4);
  CHECK(series.at("loss.z_kl").back() > 0.5);  // the components did not merge

  auto& generates = dynamic_cast<assay::Generates&>(*model);
  CHECK(generates.style(planted.x).sizes() == at::IntArrayRef({400, 2}));
  const Tensor made = generates.generate(shares.argmax(1), generates.style(planted.x));
  // A component's mean decodes to data of its cluster.
  CHECK(number((made - planted.x).square().mean()) < 0.5);
}

TEST_CASE("several draws estimate the same objective with less noise") {
  const Planted planted = planted_mixture(100);
  const auto objectives = [&](std::int64_t samples) {
    const auto model = make_gmvae(small({{"epochs", 12}, {"lr", 0.0}, {"samples", samples}, {"batch", 100}}), planted_info(planted));
    FakeFitContext context(1, planted_info(planted));
    model->fit(planted.x, context);
    return vector(context.recorder().series.at("loss.total"));
  };
  const Tensor one = objectives(1);
  const Tensor many = objectives(9);
  CHECK(number(many.std()) < 0.6 * number(one.std()));
  CHECK(number(many.mean()) == doctest::Approx(number(one.mean())).epsilon(0.02));
}

TEST_CASE("a fit that was stopped and restored ends with the same bits") {
  const Planted planted = planted_mixture(90);
  check_resumes(
      planted.x, 2,
      [&] {
        return make_gmvae(small({{"epochs", 4}}), planted_info(planted));
      },
      [&] { return std::make_unique<FakeFitContext>(1, planted_info(planted)); });
}
