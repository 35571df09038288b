#include "objective.hpp"

#include <cmath>
#include <functional>
#include <vector>

#include <doctest/doctest.h>

#include "average.hpp"
#include "gan_options.hpp"
#include "support/central_differences.hpp"
#include "support/plugin_inputs.hpp"

using namespace assay::baseline_improved_gan;
using assay::Tensor;
using test_support::integers;

namespace {

Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }
Tensor row_of(const std::vector<double>& values) { return doubles(values).unsqueeze(0); }

Tensor random_logits(std::int64_t rows, std::uint64_t seed) { return test_support::stream(seed).normal({rows, 4}).to(torch::kFloat64) * 2.0; }

/// The gradient of `loss` at `point` by automatic and by central differences.
void check_gradient(const std::function<Tensor(const Tensor&)>& loss, const Tensor& point) {
  const Tensor leaf = point.clone().requires_grad_();
  loss(leaf).backward();
  const Tensor numeric = test_support::central_differences([&](const Tensor& at) { return loss(at).item<double>(); }, point);
  CHECK(torch::allclose(leaf.grad(), numeric, 1e-6, 1e-9));
}

}  // namespace

TEST_CASE("the losses of one sample of each kind") {
  const Tensor real = row_of({1.0, 2.0, 0.0});
  CHECK(torch::logsumexp(real, 1).item<double>() == doctest::Approx(2.4076060).epsilon(1e-7));
  CHECK(labeled_loss(real, integers({1})).item<double>() == doctest::Approx(0.4076060).epsilon(1e-6));
  CHECK(torch::sigmoid(torch::logsumexp(real, 1)).item<double>() == doctest::Approx(0.9174055).epsilon(1e-7));
  const Tensor fake = row_of({0.0, 0.0, 0.0});
  CHECK(unlabeled_loss(real, fake).item<double>() == doctest::Approx(0.7362501).epsilon(1e-7));
  // A fake sample whose logits vanish is worth ½ ln 4; one that nothing takes for real, nothing.
  CHECK(unlabeled_loss(real, fake - 60.0).item<double>() == doctest::Approx(0.0431029).epsilon(1e-6));
  CHECK(unlabeled_loss(real + 60.0, fake).item<double>() == doctest::Approx(0.5 * std::log(4.0)).epsilon(1e-9));
}

TEST_CASE("K logits are K + 1 logits of which the last is 0") {
  const Tensor real = random_logits(7, 1);
  const Tensor fake = random_logits(5, 2);
  const auto with_last = [](const Tensor& logits) {
    return torch::log_softmax(torch::cat({logits, torch::zeros({logits.size(0), 1}, torch::kFloat64)}, 1), 1);
  };
  const Tensor real_probability = with_last(real).narrow(1, 0, 4).exp().sum(1);
  const Tensor fake_log_probability = with_last(fake).select(1, 4);
  const double expected = (-0.5 * real_probability.log().mean() - 0.5 * fake_log_probability.mean()).item<double>();
  CHECK(unlabeled_loss(real, fake).item<double>() == doctest::Approx(expected).epsilon(1e-9));
  // Given that a sample is real, its class has the probabilities of K logits.
  const Tensor given_real = with_last(real).narrow(1, 0, 4).exp() / real_probability.unsqueeze(1);
  CHECK(torch::allclose(given_real, torch::softmax(real, 1)));
}

TEST_CASE("a constant added to all logits changes the loss of unlabeled samples and not that of labeled ones") {
  const Tensor real = random_logits(6, 3);
  const Tensor fake = random_logits(6, 4);
  const Tensor classes = integers({0, 1, 2, 3, 0, 1});
  CHECK(labeled_loss(real + 1.5, classes).item<double>() == doctest::Approx(labeled_loss(real, classes).item<double>()).epsilon(1e-9));
  CHECK(std::abs(unlabeled_loss(real + 1.5, fake).item<double>() - unlabeled_loss(real, fake).item<double>()) > 1e-3);
  CHECK(unlabeled_loss(real, fake + 1.5).item<double>() > unlabeled_loss(real, fake).item<double>());
}

TEST_CASE("gradients agree with finite differences") {
  const Tensor real = random_logits(3, 5);
  const Tensor fake = random_logits(4, 6);
  check_gradient([&](const Tensor& logits) { return unlabeled_loss(logits, fake); }, real);
  check_gradient([&](const Tensor& logits) { return unlabeled_loss(real, logits); }, fake);
  check_gradient([](const Tensor& logits) { return labeled_loss(logits, integers({2, 0, 3})); }, real);
  for (const Matching matching : {Matching::absolute, Matching::squared}) {
    check_gradient([&](const Tensor& features) { return feature_distance(real, features, matching); }, fake);
  }
}

TEST_CASE("features are compared by their means over the batch") {
  const Tensor real = doubles({1.0, 2.0, 3.0, 4.0}).view({2, 2});
  const Tensor fake = doubles({0.0, 0.0, 2.0, 2.0}).view({2, 2});
  CHECK(feature_distance(real, fake, Matching::absolute).item<double>() == doctest::Approx(1.5));
  CHECK(feature_distance(real, fake, Matching::squared).item<double>() == doctest::Approx(2.5));
  CHECK(feature_distance(real, real.flip({0}), Matching::squared).item<double>() == 0.0);
}

TEST_CASE("the published learning rate is constant for 600 epochs and falls to 0 in 300") {
  GanOptions options;
  options.lr = 3e-4;
  options.epochs = 900;
  options.decay_epochs = 300;
  CHECK(options.learning_rate(1) == 3e-4);
  CHECK(options.learning_rate(601) == 3e-4);
  CHECK(options.learning_rate(751) == doctest::Approx(1.5e-4));
  CHECK(options.learning_rate(900) == doctest::Approx(1e-6));
  CHECK(GanOptions().learning_rate(300) == 3e-3);  // none by default
}

TEST_CASE("the average is the exponential one, without a value to start from") {
  constexpr double rate = 0.1;
  double average = 0.0;
  double sum = 0.0;
  for (std::int64_t step = 1; step <= 25; ++step) {
    const double value = std::sin(static_cast<double>(step));
    average += newest_share(rate, step) * (value - average);
    sum += rate * (value - sum);
    CHECK(average == doctest::Approx(sum / (1.0 - std::pow(1.0 - rate, static_cast<double>(step)))).epsilon(1e-9));
  }
  CHECK(newest_share(1e-4, 1) == doctest::Approx(1.0));
  CHECK(newest_share(1.0, 9) == 1.0);
}
