#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "plugins/baseline/gmm/mixtures.hpp"

using namespace gmm_tests;

TEST_CASE("the posterior between two components has its hand-computed value") {
  for (const bool full : {false, true}) {
    const Posterior found = posterior(make_gaussians(two_on_a_line(full))->joint(column({1.0})));
    CHECK(entry(found.responsibilities, 0) == doctest::Approx(1.0 / (1.0 + std::exp(-4.0))).epsilon(1e-12));
    CHECK(entry(found.log_density, 0) == doctest::Approx(-2.093936).epsilon(1e-6));
  }
}

TEST_CASE("one iteration on four points has its hand-computed moments") {
  for (const bool full : {false, true}) {
    const auto gaussians = make_gaussians(two_on_a_line(full));
    const Samples samples = as_they_are(column({0.0, 1.0, 4.0, 5.0}));
    const Posterior found = posterior(gaussians->joint(samples.rows(0, 4)));
    const double shares[] = {0.999665, 0.982014, 0.000335, 0.000006};
    for (std::int64_t i = 0; i < 4; ++i) CHECK(std::abs(found.responsibilities[0][i].item<double>() - shares[i]) < 1e-6);
    for (const std::int64_t block : {4, 3, 1}) {
      const auto fresh = make_gaussians(two_on_a_line(full));
      e_step(samples, *fresh, block);
      const Update update = fresh->maximise(4, 0.0);
      CHECK(std::abs(entry(update.counts, 0) - 1.982020) < 1e-6);
      CHECK(std::abs(entry(update.counts, 1) - 2.017980) < 1e-6);
      CHECK(std::abs(entry(update.mixture.means, 0) - 0.496153) < 1e-6);
      CHECK(std::abs(entry(update.mixture.means, 1) - 4.468138) < 1e-6);
      CHECK(std::abs(entry(update.mixture.spread, 0) - 0.252078) < 1e-6);
      CHECK(std::abs(entry(update.mixture.spread, 1) - 0.359264) < 1e-6);
    }
  }
}

TEST_CASE("densities are those of the definition") {
  for (const bool full : {false, true}) {
    const Mixture mixture = random_mixture(3, 7, full, 5);
    const Tensor x = (2.0 * stream(6).normal({50, 7})).to(torch::kFloat64);
    CHECK(torch::allclose(make_gaussians(mixture)->joint(x), joint_by_definition(mixture, x), 1e-9, 1e-9));
  }
}

TEST_CASE("densities that underflow keep their logarithm") {
  const std::int64_t dimensions = 3000;
  const Mixture mixture{numbers({0.5, 0.5}), torch::stack({torch::zeros({dimensions}, torch::kFloat64), torch::ones({dimensions}, torch::kFloat64)}),
                        torch::full({2, dimensions}, 0.01, torch::kFloat64)};
  const Posterior found = posterior(make_gaussians(mixture)->joint(torch::full({1, dimensions}, 10.0, torch::kFloat64)));
  const double distance = 0.5 * 3000 * 81.0 / 0.01;
  CHECK(entry(found.log_density, 0) == doctest::Approx(std::log(0.5) - 1500.0 * std::log(2.0 * std::acos(-1.0) * 0.01) - distance).epsilon(1e-12));
  CHECK(entry(found.responsibilities, 1) == 1.0);
}

TEST_CASE("the M step gives the weighted moments even far from the origin") {
  for (const bool full : {false, true}) {
    const Tensor x = planted(300, 3, 4, 7).to(torch::kFloat64) + 1e5;
    Mixture mixture = random_mixture(3, 4, full, 7);
    mixture.means = 3.0 * mixture.means + 1e5;
    const auto gaussians = make_gaussians(mixture);
    const Tensor shares = posterior(gaussians->joint(x)).responsibilities;
    gaussians->add(shares);
    const Update update = gaussians->maximise(300, 0.25);
    for (std::int64_t k = 0; k < 3; ++k) {
      const Tensor weight = shares[k].unsqueeze(1);
      const auto count = shares[k].sum().item<double>();
      const Tensor mean = (weight * x).sum(0) / count;
      const Tensor difference = x - mean;
      const Tensor covariance = (weight * difference).t().mm(difference) / count;
      const Tensor expected = full ? covariance + 0.25 * torch::eye(4, torch::kFloat64) : covariance.diag() + 0.25;
      CHECK(entry(update.mixture.weights, k) == doctest::Approx(count / 300.0).epsilon(1e-12));
      CHECK(torch::allclose(update.mixture.means[k], mean, 1e-13, 0.0));
      CHECK(torch::allclose(update.mixture.spread[k], expected, 1e-8, 1e-8));
    }
  }
}

TEST_CASE("hard assignments make the means and covariances of the clusters") {
  const Tensor x = column({0.0, 2.0, 10.0, 11.0, 15.0});
  for (const bool full : {false, true}) {
    const Mixture mixture = mixture_of_clusters(as_they_are(x), {0, 0, 1, 1, 1}, column({1.0, 11.5}), full, 0.5);
    CHECK(entry(mixture.weights, 0) == doctest::Approx(0.4));
    CHECK(entry(mixture.means, 0) == doctest::Approx(1.0));
    CHECK(entry(mixture.means, 1) == doctest::Approx(12.0));
    CHECK(entry(mixture.spread, 0) == doctest::Approx(1.0 + 0.5));
    CHECK(entry(mixture.spread, 1) == doctest::Approx(14.0 / 3.0 + 0.5));
  }
}

TEST_CASE("what the floor costs in likelihood is no error and the likelier mixture is kept") {
  // The start is the likeliest Gaussian; the floor of 1 then doubles its variance.
  const Samples samples = as_they_are(column({-1.0, 1.0}));
  const double ln_two_pi = std::log(2.0 * std::acos(-1.0));
  for (const bool full : {false, true}) {
    const Tensor one = torch::ones({1, 1}, torch::kFloat64);
    std::vector<double> likelihood;
    const EmResult result =
        em(samples, {numbers({1.0}), 0.0 * one, full ? one.unsqueeze(2) : one}, {10, 0.0, 1.0}, [&](double value) { likelihood.push_back(value); });
    REQUIRE(likelihood.size() == 2);
    CHECK(likelihood[0] == doctest::Approx(-0.5 * ln_two_pi - 0.5).epsilon(1e-12));
    CHECK(likelihood[1] == doctest::Approx(-0.5 * ln_two_pi - 0.5 * std::log(2.0) - 0.25).epsilon(1e-12));
    CHECK(result.log_likelihood == likelihood[0]);
    CHECK(entry(result.mixture.spread, 0) == 1.0);
    CHECK(result.iterations == 1);
  }
}

TEST_CASE("with any floor the gain is at least what the M step promises") {
  for (const bool full : {false, true}) {
    for (const double floor : {0.01, 0.3, 3.0}) {
      const Tensor x = planted(300, 4, 3, 31).to(torch::kFloat64);
      std::int64_t passes = 0;
      // No tolerance stops it: -1 lets a loss pass.
      const EmResult result = em(as_they_are(x), random_mixture(4, 3, full, 32), {60, -1.0, floor}, [&](double) { ++passes; });
      CHECK(passes == 61);
      const auto kept = joint_by_definition(result.mixture, x).logsumexp(0).mean().item<double>();
      CHECK(result.log_likelihood == doctest::Approx(kept).epsilon(1e-10));
    }
  }
}

TEST_CASE("a gain below the promise beyond rounding is an error") {
  CHECK(error_code([] { require_gain(-5.0, -5.0 - 1e-8, 0.0); }) == "gmm.likelihood-fell");
  CHECK(error_code([] { require_gain(-5.0, -4.0, 1.5); }) == "gmm.likelihood-fell");
  CHECK(error_code([] { require_gain(-5.0, std::numeric_limits<double>::quiet_NaN(), 0.0); }) == "gmm.likelihood-fell");
  CHECK(error_code([] { require_gain(-5.0, -5.0 - 4e-9, 0.0); }).empty());
  CHECK(error_code([] { require_gain(-5.0, -6.0, -1.0); }).empty());
}

TEST_CASE("a component of less than one sample moves to the sample of least density") {
  const Samples samples = as_they_are(column({0.0, 1.0, 50.0, 4.0, -70.0}));
  Update update{{numbers({0.5, 0.1, 0.3, 0.1}), column({0.5, 9.0, 4.0, 9.0}), column({1.0, 1e-6, 3.0, 1e-6})}, numbers({3.0, 0.4, 1.0, 0.0})};
  CHECK(reseed(update, samples, numbers({-1.0, -1.0, -900.0, -1.0, -2000.0})) == 2);
  CHECK(entry(update.mixture.means, 1) == -70.0);
  CHECK(entry(update.mixture.means, 3) == 50.0);
  CHECK(entry(update.mixture.means, 2) == 4.0);
  CHECK(entry(update.mixture.spread, 1) == doctest::Approx((3.0 * 1.0 + 1.0 * 3.0) / 4.0));
  CHECK(entry(update.mixture.weights, 1) == doctest::Approx(0.25 / 1.3));
  CHECK(update.mixture.weights.sum().item<double>() == doctest::Approx(1.0));
}

TEST_CASE("a component that nothing is near is put to use") {
  const Tensor x = planted(300, 3, 2, 41).to(torch::kFloat64);
  for (const bool full : {false, true}) {
    Mixture start = random_mixture(3, 2, full, 42);
    start.means[2].fill_(1e4);
    const EmResult result = em(as_they_are(x), start, {}, [](double) {});
    CHECK(result.reseeded == 1);
    CHECK(result.mixture.weights.min().item<double>() * 300.0 >= 1.0);
    CHECK(result.mixture.means.abs().max().item<double>() < 1e3);
  }
}
