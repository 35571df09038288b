#include <cmath>

#include <doctest/doctest.h>
#include <torch/types.h>

#include "assay/core/error.hpp"
#include "assay/nn/init.hpp"
#include "assay/nn/layers.hpp"
#include "support/cpu_stream.hpp"

using assay::Stream;
using assay::Tensor;
using test_support::stream;

TEST_CASE("Glorot weights are uniform within the bound of both fans") {
  const Tensor weight = torch::zeros({300, 200});
  Stream source = stream();
  assay::init::glorot_uniform(weight, source);
  const double bound = std::sqrt(6.0 / 500.0);
  CHECK(weight.abs().max().item<double>() <= bound);
  CHECK(weight.abs().max().item<double>() == doctest::Approx(bound).epsilon(1e-3));
  CHECK(weight.var().item<double>() == doctest::Approx(bound * bound / 3.0).epsilon(0.02));
}

TEST_CASE("the fans of a convolution count the area of its kernel") {
  const Tensor weight = torch::zeros({64, 32, 5, 5});
  Stream source = stream();
  assay::init::glorot_uniform(weight, source);
  CHECK(weight.abs().max().item<double>() == doctest::Approx(std::sqrt(6.0 / ((64.0 + 32.0) * 25.0))).epsilon(1e-3));
  assay::init::fan_in_uniform(weight, source);
  CHECK(weight.abs().max().item<double>() == doctest::Approx(std::sqrt(1.0 / 800.0)).epsilon(1e-3));
}

TEST_CASE("normal weights have the given deviation and trained tensors can be filled") {
  const Tensor weight = torch::zeros({200, 200}).requires_grad_();
  Stream source = stream();
  assay::init::normal(weight, 0.01, source);
  CHECK(weight.std().item<double>() == doctest::Approx(0.01).epsilon(0.02));
  CHECK(weight.is_leaf());
  assay::init::constant(weight, 2.0);
  CHECK(torch::equal(weight, torch::full({200, 200}, 2.0)));
}

TEST_CASE("a vector has no fans") {
  Stream source = stream();
  CHECK_THROWS_AS(assay::init::glorot_uniform(torch::zeros({3}), source), assay::InternalError);
}

TEST_CASE("normal Glorot weights have the variance of both fans") {
  const Tensor weight = torch::zeros({300, 200});
  Stream source = stream();
  assay::init::glorot_normal(weight, source);
  CHECK(weight.var().item<double>() == doctest::Approx(2.0 / 500.0).epsilon(0.02));
  CHECK(weight.abs().max().item<double>() > std::sqrt(6.0 / 500.0));  // beyond the bound of uniform ones
}

TEST_CASE("a gain multiplies the weights of any rule") {
  for (const char* rule : {"glorot_uniform", "glorot_normal", "fan_in_uniform", "normal"}) {
    CAPTURE(rule);
    const Tensor plain = torch::zeros({20, 30}).requires_grad_();
    const Tensor raised = torch::zeros({20, 30}).requires_grad_();
    Stream source = stream();
    assay::WeightInit{rule}.draw(plain, source);
    source = stream();
    assay::WeightInit{rule, 0.01, 1.5}.draw(raised, source);
    CHECK(torch::allclose(raised, 1.5 * plain));
    CHECK(raised.is_leaf());
  }
}
