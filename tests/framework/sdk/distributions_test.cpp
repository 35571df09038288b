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
