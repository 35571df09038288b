#include "objective.hpp"

#include <cmath>

#include <doctest/doctest.h>
#include <torch/types.h>

#include "support/plugin_inputs.hpp"

using namespace test_support;
using assay::baseline_metric_embedding::Parts;
using assay::baseline_metric_embedding::total;
using assay::baseline_metric_embedding::Weights;

namespace {

Tensor number(double value) { return torch::tensor(value, torch::kFloat64); }

const Weights svhn{1.0, 4.9, 1.5, 3.2, 0.95};

/// The gradient of w_A (−ln π_0) + w_C Σ_k π_k ln(K π_k) at logits with π_0 = p and the rest evenly spread over K = 10.
Tensor pull(double p, const Weights& weights) {
  Tensor probabilities = torch::full({1, 10}, (1.0 - p) / 9.0, torch::kFloat64);
  probabilities[0][0] = p;
  const Tensor logits = probabilities.log().set_requires_grad(true);
  const Tensor zero = number(0.0);
  const Parts parts{zero, zero, assay::categorical_kl(logits).mean(), torch::cross_entropy_loss(logits, integers({0})), zero};
  total(parts, weights).backward();
  return logits.grad();
}

}  // namespace

TEST_CASE("the objective is the weighted sum of its parts") {
  CHECK(total({number(0.04), number(0.01), number(1.2), number(0.5), number(0.3)}, svhn).item<double>() == doctest::Approx(3.774).epsilon(1e-9));
  const Parts without_code{number(0.04), Tensor(), number(1.2), number(0.5), number(0.3)};
  CHECK(total(without_code, svhn).item<double>() == doctest::Approx(3.774 - 0.049).epsilon(1e-9));
}

TEST_CASE("divergence from uniform and relaxed samples have the documented values") {
  CHECK(assay::categorical_kl(torch::tensor({{0.7, 0.2, 0.1}}, torch::kFloat64).log()).item<double>() == doctest::Approx(0.2967937).epsilon(1e-6));
  const auto row_of = [](double first, double second) { return torch::tensor({{first, second}}, torch::kFloat64); };
  CHECK(assay::gumbel_softmax(row_of(1.0, 0.0), row_of(0.2, 0.5), 0.5)[0][0].item<double>() == doctest::Approx(0.8021839).epsilon(1e-6));
  // g(u) = -ln(-ln u) at u = 1/2 is the median of the noise.
  CHECK(std::abs(stream(1).gumbel({40001}).median().item<double>() - 0.3665129) < 0.04);
}

TEST_CASE("the divergence from uniform keeps the classes of single samples from becoming certain") {
  const auto balanced = [](double p, const Weights& weights) { return pull(p, weights).abs().max().item<double>() < 1e-3; };
  CHECK(balanced(0.8973, Weights()));
  CHECK(balanced(0.7003, svhn));
  CHECK(pull(0.88, Weights())[0][0].item<double>() < -1e-2);  // below it, towards more
  CHECK(pull(0.91, Weights())[0][0].item<double>() > 1e-2);   // above it, towards less
}
