#include <cmath>

#include <doctest/doctest.h>
#include <torch/types.h>

#include "assay/nn/distributions.hpp"

using assay::Tensor;

TEST_CASE("the divergence of a Gaussian sums over the code and keeps the batch") {
  const Tensor mean = torch::tensor({{1.0, 0.0}, {0.0, 0.0}}, torch::kFloat64);
  const Tensor log_variance = torch::tensor({{0.0, std::log(2.0)}, {0.0, 0.0}}, torch::kFloat64);
  const Tensor kl = assay::gaussian_kl(mean, log_variance);
  REQUIRE(kl.sizes() == at::IntArrayRef({2}));
  CHECK(kl[0].item<double>() == doctest::Approx(0.653426).epsilon(1e-6));
  CHECK(kl[1].item<double>() == 0.0);
}

TEST_CASE("divergence to uniform and entropy add up to ln K") {
  const Tensor logits = torch::tensor({{0.3, -1.0, 2.0, 0.0}}, torch::kFloat64);
  CHECK((assay::categorical_kl(logits) + assay::categorical_entropy(logits)).item<double>() == doctest::Approx(std::log(4.0)));
  // By the definition, with the probabilities.
  const Tensor probability = torch::softmax(logits, 1);
  CHECK(assay::categorical_kl(logits).item<double>() == doctest::Approx((probability * (4.0 * probability).log()).sum().item<double>()));
}

TEST_CASE("logits of any size give finite entropies and gradients") {
  const Tensor logits = torch::tensor({{1000.0, -1000.0, 0.0}}, torch::kFloat32).requires_grad_();
  const Tensor entropy = assay::categorical_entropy(logits);
  CHECK(entropy.item<double>() == 0.0);
  entropy.sum().backward();
  CHECK(logits.grad().isfinite().all().item<bool>());
}

TEST_CASE("a lower temperature sharpens the relaxed sample") {
  const Tensor logits = torch::tensor({{1.0, 2.0, 3.0}}, torch::kFloat64);
  const Tensor noise = torch::zeros({1, 3}, torch::kFloat64);
  CHECK(torch::allclose(assay::gumbel_softmax(logits, noise, 1.0), torch::softmax(logits, 1)));
  CHECK(assay::gumbel_softmax(logits, noise, 0.1).max().item<double>() > 0.9999);
  CHECK(assay::gumbel_softmax(logits, noise, 1e3).max().item<double>() < 0.334);
}

TEST_CASE("the divergence of two Gaussians has its hand-computed value and reduces to the one to N(0, I)") {
  const Tensor zero = torch::zeros({1, 1}, torch::kFloat64);
  const Tensor one = torch::ones({1, 1}, torch::kFloat64);
  CHECK(assay::gaussian_kl(zero, zero, one, std::log(2.0) * one).item<double>() == doctest::Approx(0.346574).epsilon(1e-6));
  const Tensor mean = torch::tensor({{1.0, -0.5}}, torch::kFloat64);
  const Tensor log_variance = torch::tensor({{0.3, -2.0}}, torch::kFloat64);
  CHECK(assay::gaussian_kl(mean, log_variance, mean, log_variance).item<double>() == 0.0);
  const Tensor standard = torch::zeros({1, 2}, torch::kFloat64);
  CHECK(torch::allclose(assay::gaussian_kl(mean, log_variance, standard, standard), assay::gaussian_kl(mean, log_variance)));
}

TEST_CASE("log densities of Gaussians broadcast over components") {
  const Tensor x = torch::tensor({{0.5, -1.0}, {0.0, 2.0}}, torch::kFloat64);
  const Tensor mean = torch::tensor({{0.0, 0.0}, {1.0, 1.0}, {0.5, -1.0}}, torch::kFloat64);
  const Tensor log_variance = torch::tensor({{0.0, 0.0}, {std::log(4.0), 0.0}, {std::log(2.0), std::log(2.0)}}, torch::kFloat64);
  const Tensor density = assay::gaussian_log_density(x.unsqueeze(1), mean, log_variance);
  REQUIRE(density.sizes() == at::IntArrayRef({2, 3}));
  const double log_two_pi = std::log(2.0 * std::acos(-1.0));
  CHECK(density[0][0].item<double>() == doctest::Approx(-log_two_pi - 0.5 * 1.25));
  CHECK(density[0][1].item<double>() == doctest::Approx(-log_two_pi - 0.5 * (std::log(4.0) + 0.25 / 4.0 + 4.0)));
  CHECK(density[0][2].item<double>() == doctest::Approx(-log_two_pi - std::log(2.0)));
}

TEST_CASE("the likelihood of Bernoulli numbers equals its definition and stays finite for logits of any size") {
  const Tensor x = torch::tensor({{1.0, 0.0, 0.25}}, torch::kFloat64);
  const Tensor logits = torch::tensor({{0.4, -1.5, 2.0}}, torch::kFloat64);
  const Tensor p = torch::sigmoid(logits);
  const Tensor expected = (x * p.log() + (1.0 - x) * (1.0 - p).log()).sum(1);
  CHECK(torch::allclose(assay::bernoulli_log_likelihood(x, logits), expected, 1e-9));
  const Tensor extreme = torch::tensor({{1e4, -1e4, 1e4}}, torch::kFloat32).requires_grad_();
  const Tensor value = assay::bernoulli_log_likelihood(x.to(torch::kFloat32), extreme);
  CHECK(value.item<double>() == doctest::Approx(-7500.0));
  value.sum().backward();
  CHECK(extreme.grad().isfinite().all().item<bool>());
}

TEST_CASE("a Gaussian draw scales the noise with the standard deviation and passes gradients to both parameters") {
  const Tensor mean = torch::tensor({{1.0, 2.0}}, torch::kFloat64).requires_grad_();
  const Tensor log_variance = torch::tensor({{0.0, std::log(9.0)}}, torch::kFloat64).requires_grad_();
  const Tensor draw = assay::gaussian_sample(mean, log_variance, torch::tensor({{0.5, -1.0}}, torch::kFloat64));
  CHECK(torch::allclose(draw, torch::tensor({{1.5, -1.0}}, torch::kFloat64)));
  draw.sum().backward();
  CHECK(torch::allclose(mean.grad(), torch::ones({1, 2}, torch::kFloat64)));
  CHECK(torch::allclose(log_variance.grad(), torch::tensor({{0.25, -1.5}}, torch::kFloat64)));
}

TEST_CASE("the parts of the bound have their hand-computed values") {
  const Tensor x = torch::tensor({{1.0, 0.0}}, torch::kFloat64);
  const Tensor logits = torch::tensor({{0.3, -0.7}}, torch::kFloat64);
  const Tensor mean = torch::tensor({{0.5, -1.0}}, torch::kFloat64);
  const Tensor log_variance = torch::tensor({{0.0, std::log(4.0)}}, torch::kFloat64);
  const auto likelihood = assay::bernoulli_log_likelihood(x, logits).item<double>();
  const auto kl = assay::gaussian_kl(mean, log_variance).item<double>();
  CHECK(likelihood == doctest::Approx(-0.9575413).epsilon(1e-7));
  CHECK(kl == doctest::Approx(1.4318528).epsilon(1e-7));
  CHECK(likelihood - kl == doctest::Approx(-2.3893941).epsilon(1e-7));
}

TEST_CASE("prior and posterior density of drawn codes average to their hand-computed expectations, which differ by the divergence") {
  const Tensor mean = torch::tensor({{0.5, -1.0}}, torch::kFloat64);
  const Tensor log_variance = torch::tensor({{0.0, std::log(4.0)}}, torch::kFloat64);
  constexpr std::int64_t draws = 100000;
  assay::Stream noise(11, c10::Device(c10::DeviceType::CPU));
  const Tensor z = assay::gaussian_sample(mean, log_variance, noise.normal({draws, 2}).to(torch::kFloat64));
  const auto check = [](const Tensor& values, double expected) {
    const double standard_error = values.std().item<double>() / std::sqrt(static_cast<double>(draws));
    CHECK(std::abs(values.mean().item<double>() - expected) < 4.0 * standard_error);
  };
  const Tensor standard = torch::zeros({2}, torch::kFloat64);
  const Tensor log_prior = assay::gaussian_log_density(z, standard, standard);
  const Tensor log_posterior = assay::gaussian_log_density(z, mean, log_variance);
  check(log_prior, -4.9628771);
  check(log_posterior, -3.5310242);
  check(log_prior - log_posterior, -assay::gaussian_kl(mean, log_variance).item<double>());
}
