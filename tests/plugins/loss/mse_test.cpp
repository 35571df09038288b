#include <doctest/doctest.h>

#include "support/plugin_inputs.hpp"

using namespace test_support;
using assay::ReconstructionLoss;

namespace {

double value(const char* reduction) {
  const auto loss = make_component<ReconstructionLoss>("mse", {{"reduction", reduction}});
  // Squared errors 1, 4, 9 and 0, 0, 4: sums 14 and 4.
  const Tensor x = torch::stack({vector({1.0, 2.0, 3.0}), vector({0.0, 0.0, 2.0})});
  return loss->value(x, torch::zeros({2, 3})).item<double>();
}

}  // namespace

TEST_CASE("each reduction of the squared error has its hand-computed value") {
  CHECK(value("sum_dim") == doctest::Approx(9.0));
  CHECK(value("half_sum") == doctest::Approx(4.5));
  CHECK(value("mean") == doctest::Approx(3.0));
}

TEST_CASE("the mean is two over D times the half sum") { CHECK(value("mean") == doctest::Approx(2.0 / 3.0 * value("half_sum"))); }

TEST_CASE("the sum over dimensions is the default and needs no output function") {
  const auto loss = make_component<ReconstructionLoss>("mse", {});
  CHECK(loss->value(row({3.0, 4.0}), row({0.0, 0.0})).item<double>() == doctest::Approx(25.0));
  CHECK(loss->output_function() == assay::OutputFunction::identity);
}

TEST_CASE("an unknown reduction is refused with the alternatives") {
  CHECK(error_code([] { return make_component<ReconstructionLoss>("mse", {{"reduction", "sum"}}); }) != "");
}
