#include <doctest/doctest.h>

#include <assay/testing.hpp>

TEST_CASE("the loss is a square near zero and a line far away") {
  const auto loss = assay::testing::make<assay::ReconstructionLoss>("@name@", {{"delta", 2.0}});
  const auto value = [&](double error) { return loss->value(torch::zeros({1, 1}), torch::full({1, 1}, error)).item<double>(); };
  CHECK(value(0.0) == 0.0);
  CHECK(value(1.0) == doctest::Approx(0.5));
  CHECK(value(2.0) == doctest::Approx(2.0));
  CHECK(value(-5.0) == doctest::Approx(8.0));
}

TEST_CASE("the loss sums over dimensions and averages over the batch") {
  const auto loss = assay::testing::make<assay::ReconstructionLoss>("@name@");
  CHECK(loss->value(torch::zeros({2, 3}), torch::ones({2, 3})).item<double>() == doctest::Approx(1.5));
}
