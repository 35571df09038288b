#include <cmath>
#include <memory>

#include <doctest/doctest.h>

#include "support/plugin_inputs.hpp"

using namespace test_support;
using assay::ReconstructionLoss;

namespace {

double logit(double probability) { return std::log(probability / (1.0 - probability)); }

double value_at(double x, double reconstruction) {
  const auto loss = make_component<ReconstructionLoss>("bce", {});
  return loss->value(row({x}), row({logit(reconstruction)})).item<double>();
}

std::unique_ptr<ReconstructionLoss> for_range(double lowest, double highest) {
  assay::DatasetInfo info = vectors(3);
  info.lowest = lowest;
  info.highest = highest;
  return make_component<ReconstructionLoss>("bce", {}, info);
}

}  // namespace

TEST_CASE("cross-entropy has its hand-computed values") {
  CHECK(value_at(0.8, 0.9) == doctest::Approx(0.544805).epsilon(1e-6));
  CHECK(value_at(0.8, 0.8) == doctest::Approx(0.500402).epsilon(1e-6));
  CHECK(value_at(0.8, 0.79) > value_at(0.8, 0.8));
  CHECK(value_at(0.8, 0.81) > value_at(0.8, 0.8));
}

TEST_CASE("logits of zero cost ln 2 for each number of a sample whatever the batch") {
  const auto loss = make_component<ReconstructionLoss>("bce", {});
  for (const std::int64_t batch : {1, 7}) {
    CHECK(loss->value(stream().uniform({batch, 784}), torch::zeros({batch, 784})).item<double>() == doctest::Approx(543.42739).epsilon(1e-6));
    CHECK(loss->value(stream().uniform({batch, 256}), torch::zeros({batch, 256})).item<double>() == doctest::Approx(177.44568).epsilon(1e-6));
  }
}

TEST_CASE("the gradient of the cross-entropy is the error of the probability over the batch size") {
  const auto loss = make_component<ReconstructionLoss>("bce", {});
  const Tensor x = stream(1).uniform({4, 6});
  const Tensor output = (3.0 * stream(2).normal({4, 6})).requires_grad_();
  loss->value(x, output).backward();
  CHECK(torch::allclose(output.grad(), (torch::sigmoid(output) - x) / 4.0, 1e-5, 1e-7));
}

TEST_CASE("extreme logits keep the cross-entropy finite and exact") {
  const auto loss = make_component<ReconstructionLoss>("bce", {});
  const Tensor output = row({100.0, -100.0, 100.0, -100.0}).requires_grad_();
  const Tensor value = loss->value(row({1.0, 0.0, 0.0, 1.0}), output);
  CHECK(value.item<double>() == doctest::Approx(200.0));
  value.backward();
  CHECK(torch::allclose(output.grad(), row({0.0, 0.0, 1.0, -1.0})));
}

TEST_CASE("data outside of the unit interval are refused before training") {
  CHECK(error_code([] { return for_range(-1.0, 1.0); }) == "loss.data-range");
  CHECK(error_code([] { return for_range(0.0, 255.0); }) == "loss.data-range");
  CHECK(error_code([] { return for_range(0.0, 0.0); }) == "loss.data-range");
  CHECK(for_range(0.0, 1.0)->output_function() == assay::OutputFunction::sigmoid);
}
