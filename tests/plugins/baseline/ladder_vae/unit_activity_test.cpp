#include "unit_activity.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "../common/active_units.hpp"
#include "norm_statistics.hpp"
#include "support/plugin_inputs.hpp"

using namespace assay::baseline_ladder_vae;
using assay::Tensor;
using test_support::stream;

namespace {

double number(const Tensor& tensor) { return tensor.item<double>(); }
Tensor column(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64).unsqueeze(1); }

Gaussian standard(const Tensor& like) { return {torch::zeros_like(like), torch::zeros_like(like)}; }

/// The divergence of N(mean, 1) from N(0, 1) as a unit's.
Tensor constant_unit(double mean) {
  const Gaussian q{column({mean, mean, mean, mean}), column({0.0, 0.0, 0.0, 0.0})};
  return CodeDraw{q, standard(q.mean), q.mean, true}.kl().mean(0);
}

/// One code of one unit with p(z) = N(0, 1) and p(x | z) = N(z, ½), whose posterior is N(2x/3, ⅓); its variance is `spread` times that here.
class Conjugate : public CodeHierarchy {
 public:
  explicit Conjugate(double spread = 1.0) : log_variance_(std::log(spread / 3.0)) {}
  [[nodiscard]] std::vector<Gaussian> evidence(const Tensor& x) const override { return {{x * (2.0 / 3.0), torch::full_like(x, log_variance_)}}; }
  [[nodiscard]] std::vector<CodeDraw> draw(const std::vector<Gaussian>& evidence, const Choose& choose) const override {
    return {{evidence[0], standard(evidence[0].mean), choose(evidence[0]), true}};
  }
  [[nodiscard]] Gaussian prior(std::size_t /*layer*/, const Tensor& above) const override { return standard(above); }
  [[nodiscard]] Tensor decode(const Tensor& z) const override { return z; }

 private:
  double log_variance_;
};

/// Two codes of two units. The lower ones follow x and nothing; the upper ones the draw of the first lower one, and nothing. Priors are N(0, I).
class TwoLayers : public CodeHierarchy {
 public:
  [[nodiscard]] std::vector<Gaussian> evidence(const Tensor& x) const override {
    const Tensor mean = torch::cat({x, torch::zeros_like(x)}, 1);
    return {{mean, torch::zeros_like(mean)}};
  }
  [[nodiscard]] std::vector<CodeDraw> draw(const std::vector<Gaussian>& evidence, const Choose& choose) const override {
    const Tensor z = choose(evidence[0]);
    const Tensor mean = torch::cat({z.narrow(1, 0, 1) - evidence[0].mean.narrow(1, 0, 1), torch::zeros_like(z.narrow(1, 0, 1))}, 1);
    const Gaussian above{mean, torch::zeros_like(mean)};
    return {{evidence[0], standard(z), z, false}, {above, standard(mean), choose(above), true}};
  }
  [[nodiscard]] Gaussian prior(std::size_t /*layer*/, const Tensor& above) const override { return standard(above); }
  [[nodiscard]] Tensor decode(const Tensor& z) const override { return z; }
};

baselines::Likelihood gaussian_likelihood() { return {"gaussian", test_support::vectors(1)}; }

}  // namespace

TEST_CASE("a unit is active by its divergence from 0.01 nat") {
  CHECK(number(constant_unit(0.1)) == doctest::Approx(0.005));
  CHECK(baselines::informative_units(constant_unit(0.1)) == 0.0);
  CHECK(number(constant_unit(0.15)) == doctest::Approx(0.01125));
  CHECK(baselines::informative_units(constant_unit(0.15)) == 1.0);
}

TEST_CASE("a unit is active by the variance of its means from 0.01, wherever they are") {
  const auto variance = [](const std::vector<double>& means) { return baselines::variance_of_means(column(means)); };
  CHECK(number(variance({1.0, -1.0, 1.0, -1.0})) == doctest::Approx(1.0));
  CHECK(baselines::active_units(variance({1.0, -1.0, 1.0, -1.0})) == 1.0);
  CHECK(number(variance({0.05, -0.05, 0.05, -0.05})) == doctest::Approx(0.0025));
  CHECK(baselines::active_units(variance({0.05, -0.05, 0.05, -0.05})) == 0.0);
  // The two measures disagree on a constant mean by design.
  CHECK(baselines::active_units(variance({3.0, 3.0, 3.0, 3.0})) == 0.0);
  CHECK(number(constant_unit(3.0)) == doctest::Approx(4.5));
  CHECK(baselines::informative_units(constant_unit(3.0)) == 1.0);
}

TEST_CASE("activity is counted over all samples, with means over the draws and not of them") {
  const TwoLayers hierarchy;
  assay::Stream noise = stream(6);
  const Tensor x = torch::tensor({1.0F, -1.0F, 0.5F, -0.5F}).repeat({300}).unsqueeze(1);  // more than a block of 1000
  const UnitActivity activity = unit_activity(hierarchy, x, 200, noise);
  REQUIRE(activity.variance.size() == 2);
  CHECK(number(activity.variance[0][0]) == doctest::Approx(0.625).epsilon(1e-5));
  CHECK(number(activity.variance[0][1]) == doctest::Approx(0.0));
  // The mean of the upper unit is noise of variance 1 that tells nothing of x: 1/draws is left of it.
  CHECK(number(activity.variance[1][0]) == doctest::Approx(1.0 / 200.0).epsilon(0.3));
  CHECK(baselines::active_units(activity.variance[0]) == 1.0);
  CHECK(baselines::active_units(activity.variance[1]) == 0.0);
  // ½ E[μ²]: 0.3125 from draws, and ½ of the upper unit given the draw below.
  CHECK(number(activity.divergence[0][0]) == doctest::Approx(0.3125).epsilon(0.05));
  CHECK(number(activity.divergence[0][1]) == doctest::Approx(0.0));
  CHECK(number(activity.divergence[1][0]) == doctest::Approx(0.5).epsilon(0.05));
  CHECK(number(activity.divergence[1][1]) == doctest::Approx(0.0));
}

TEST_CASE("with the true posterior the bound is ln p(x) at any number of draws; with another it rises towards it") {
  const Tensor x = torch::tensor({0.3F, -1.2F, 2.0F}).unsqueeze(1);
  const Tensor exact = -0.5 * std::log(3.0) - x.squeeze(1).square() / 3.0;  // without the constant of the likelihood
  assay::Stream noise = stream(8);
  const auto bound = [&](const CodeHierarchy& hierarchy, const Tensor& samples, std::int64_t draws) {
    return importance_weighted_bound(hierarchy, gaussian_likelihood(), samples, draws, noise);
  };
  CHECK(torch::allclose(bound(Conjugate(), x, 1), exact, 1e-4, 1e-5));
  CHECK(torch::allclose(bound(Conjugate(), x, 7), exact, 1e-4, 1e-5));
  const Tensor many = x.repeat({400, 1});
  const auto gap = [&](std::int64_t draws) { return number((exact.repeat({400}) - bound(Conjugate(3.0), many, draws)).mean()); };
  // With one draw it is the evidence lower bound, which misses KL(q ‖ posterior) = ½ (3 − 1 − ln 3).
  CHECK(gap(1) == doctest::Approx(0.5 * (2.0 - std::log(3.0))).epsilon(0.2));
  CHECK(gap(50) < 0.1 * gap(1));
}

TEST_CASE("collected statistics are the means over the batches, whatever the running ones were") {
  const auto norm = baselines::torch_batch_norm(2);
  const Tensor first = torch::tensor({1.0F, 0.0F, 3.0F, 10.0F, 5.0F, 20.0F}).view({3, 2});
  const Tensor second = torch::tensor({-1.0F, 4.0F, 1.0F, 8.0F}).view({2, 2});
  const auto forward = [&](const Tensor& rows) { static_cast<void>(norm->forward(rows)); };
  norm->train();
  forward(100.0 * first);
  collect_norm_statistics(*norm, {first, second, torch::full({1, 2}, 50.0F)}, forward);
  const auto buffers = norm->named_buffers();
  CHECK(
      torch::allclose(buffers["running_mean"], torch::tensor({(3.0F * 3.0F + 2.0F * 0.0F) / 5.0F, (3.0F * 10.0F + 2.0F * 6.0F) / 5.0F}), 1e-4, 1e-5));
  CHECK(
      torch::allclose(buffers["running_var"], torch::tensor({(3.0F * 4.0F + 2.0F * 2.0F) / 5.0F, (3.0F * 100.0F + 2.0F * 8.0F) / 5.0F}), 1e-4, 1e-4));
  CHECK_FALSE(norm->is_training());
  const Tensor before = buffers["running_mean"].clone();
  collect_norm_statistics(*norm, {torch::ones({1, 2})}, forward);
  CHECK(torch::equal(norm->named_buffers()["running_mean"], before));
}
