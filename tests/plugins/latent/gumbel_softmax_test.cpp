#include <cmath>

#include <doctest/doctest.h>

#include "support/plugin_inputs.hpp"

using namespace test_support;
using assay::Latent;
using assay::Value;

namespace {

std::vector<double> numbers(const Tensor& tensor) {
  const Tensor flat = tensor.detach().to(torch::kFloat64).contiguous().view(-1);
  return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

void check_near(const Tensor& actual, const std::vector<double>& expected, double tolerance) {
  const std::vector<double> values = numbers(actual);
  REQUIRE(values.size() == expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) CHECK(std::abs(values[i] - expected[i]) < tolerance);
}

}  // namespace

TEST_CASE("the divergence to the uniform distribution has its hand-computed values") {
  const auto three = make_component<Latent>("gumbel_softmax", {{"categories", 3}});
  const Tensor logits = row({std::log(0.7), std::log(0.2), std::log(0.1)}).requires_grad_();
  const Tensor divergence = three->kl(logits);
  CHECK(divergence.item<double>() == doctest::Approx(0.296794).epsilon(1e-5));
  divergence.sum().backward();
  check_near(logits.grad(), {0.311600, -0.161524, -0.150077}, 1e-6);
  CHECK(std::abs(logits.grad().sum().item<double>()) < 1e-6);

  CHECK(std::abs(three->kl(row({2.0, 2.0, 2.0})).item<double>()) < 1e-6);
  const auto ten = make_component<Latent>("gumbel_softmax", {});
  Tensor peaked = torch::zeros({1, 10});
  peaked[0][3] = 200.0;
  CHECK(ten->kl(peaked).item<double>() == doctest::Approx(2.302585).epsilon(1e-6));
  const auto four = make_component<Latent>("gumbel_softmax", {{"categories", 4}});
  CHECK(four->kl(row({0.0, 200.0, 0.0, 0.0})).item<double>() == doctest::Approx(1.386294).epsilon(1e-6));
}

TEST_CASE("the relaxed sample of given noise has its hand-computed values") {
  const Tensor logits = row({1.0, 2.0, 3.0});
  const Tensor noise = -torch::log(-torch::log(row({0.1, 0.5, 0.9})));
  check_near(noise, {-0.834032, 0.366513, 2.250367}, 1e-6);
  check_near(assay::gumbel_softmax(logits, noise, 1.0), {0.005830, 0.052649, 0.941521}, 1e-6);
  check_near(assay::gumbel_softmax(logits, noise, 0.5), {0.0000382, 0.0031170, 0.9968447}, 1e-7);
  check_near(make_component<Latent>("gumbel_softmax", {{"categories", 3}})->code(logits), {0.090031, 0.244728, 0.665241}, 1e-6);
}

TEST_CASE("the argmax of samples follows the probabilities") {
  const auto latent = make_component<Latent>("gumbel_softmax", {{"categories", 4}});
  const std::vector<double> expected = {0.1, 0.2, 0.3, 0.4};
  assay::Stream noise = stream(7);
  const Tensor samples = latent->sample(vector(expected).log().unsqueeze(0).expand({100000, 4}), 1, noise);
  const std::vector<double> shares = numbers(samples.argmax(1).bincount({}, 4).to(torch::kFloat64) / 100000.0);
  for (std::size_t k = 0; k < expected.size(); ++k) CHECK(std::abs(shares[k] - expected[k]) < 0.005);
}

TEST_CASE("the temperature of a sample follows its schedule by epoch") {
  const auto latent = make_component<Latent>("gumbel_softmax",
                                             {{"categories", 3}, {"temperature", Value(Value::Table{{"start", 2.0}, {"end", 1.0}, {"epochs", 1}})}});
  const Tensor logits = row({1.0, 2.0, 3.0});
  const Tensor noise = stream(5).gumbel({1, 3});
  assay::Stream first = stream(5);
  CHECK(torch::allclose(latent->sample(logits, 1, first), assay::gumbel_softmax(logits, noise, 2.0)));
  assay::Stream second = stream(5);
  CHECK(torch::allclose(latent->sample(logits, 2, second), assay::gumbel_softmax(logits, noise, 1.0)));
}

TEST_CASE("a straight-through sample is exactly one-hot and has the gradient of the relaxed one") {
  const auto soft = make_component<Latent>("gumbel_softmax", {{"categories", 5}});
  const auto hard = make_component<Latent>("gumbel_softmax", {{"categories", 5}, {"estimator", "straight_through"}});
  const Tensor weights = stream(3).normal({64, 5});
  const Tensor for_soft = stream(4).normal({64, 5}).requires_grad_();
  const Tensor for_hard = for_soft.detach().clone().requires_grad_();
  assay::Stream first = stream(9);
  assay::Stream second = stream(9);
  const Tensor relaxed = soft->sample(for_soft, 3, first);
  const Tensor one_hot = hard->sample(for_hard, 3, second);
  CHECK(torch::equal(one_hot.sum(1), torch::ones({64})));
  CHECK(torch::equal(one_hot.eq(0.0).logical_or(one_hot.eq(1.0)).all(), torch::tensor(true)));
  CHECK(torch::equal(one_hot.argmax(1), relaxed.argmax(1)));
  (relaxed * weights).sum().backward();
  (one_hot * weights).sum().backward();
  CHECK(torch::equal(for_soft.grad(), for_hard.grad()));
}

TEST_CASE("draws from the prior are one-hot and even") {
  const auto latent = make_component<Latent>("gumbel_softmax", {{"categories", 5}});
  assay::Stream noise = stream();
  const Tensor draws = latent->prior(50000, noise);
  CHECK(torch::equal(draws.sum(1), torch::ones({50000})));
  CHECK(torch::allclose(draws.mean(0), torch::full({5}, 0.2), 0.0, 0.01));
}

TEST_CASE("the categories can be those of the data set") {
  const assay::Schema schema = assay_plugin_descriptor_v1.components[0].schema();
  REQUIRE(schema.find("categories") != nullptr);
  CHECK(schema.find("categories")->derived_from == "classes");
  CHECK(error_code([] { return make_component<Latent>("gumbel_softmax", {{"categories", 1}}); }) == "spec.out-of-range");
  CHECK(error_code([] { return make_component<Latent>("gumbel_softmax", {{"estimator", "hard"}}); }) != "");
}
