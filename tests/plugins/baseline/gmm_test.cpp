#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include <doctest/doctest.h>

#include "plugins/baseline/gmm/mixtures.hpp"
#include "support/fitted.hpp"

using namespace gmm_tests;

namespace {

Fitted fitted(const Tensor& x, assay::Value::Table options, std::uint64_t seed = 1) {
  return test_support::fitted("gmm", x, std::move(options), seed);
}

}  // namespace

TEST_CASE("without a floor the likelihood never falls") {
  for (const char* covariance : {"diag", "full"}) {
    for (const std::int64_t seed : {1, 2, 3}) {
      const Tensor x = planted(600, 5, 6, 20 + static_cast<std::uint64_t>(seed));
      const Fitted model = fitted(
          x, {{"clusters", 7}, {"covariance", covariance}, {"n_init", 1}, {"regularisation", 0.0}, {"tolerance", 0.0}, {"max_iterations", 40}});
      const std::vector<double>& likelihood = model.series("gmm.iteration_log_likelihood");
      REQUIRE(likelihood.size() > 5);
      for (std::size_t i = 1; i < likelihood.size(); ++i) CHECK(likelihood[i] >= likelihood[i - 1] - 1e-9 * std::abs(likelihood[i - 1]));
    }
  }
}

TEST_CASE("a tight cluster beside a broad one is found where the nearest mean would mislead") {
  assay::Stream random = stream(3);
  const Tensor tight = torch::arange(600).remainder(2).to(torch::kFloat32).unsqueeze(1);
  const Tensor x = random.normal({600, 2}) * (1.0 - 0.9 * tight) + 1.5 * tight;
  const Tensor member = tight.squeeze(1).to(torch::kInt64);
  const auto agreement = [&](const Tensor& assigned) {
    const auto same = assigned.eq(member).to(torch::kFloat64).mean().item<double>();
    return std::max(same, 1.0 - same);
  };
  for (const char* covariance : {"full", "diag"}) {
    const Fitted model = fitted(x, {{"clusters", 2}, {"covariance", covariance}, {"n_init", 2}});
    CHECK(agreement(model.responsibilities(x).argmax(1)) > 0.97);
    const Tensor distances = (x.unsqueeze(1) - model.saved("means").unsqueeze(0)).square().sum(2);
    CHECK(agreement(distances.argmin(1)) < 0.95);
  }
}

TEST_CASE("the best restart is kept and the series tell of all") {
  const Tensor x = planted(250, 6, 2, 51);
  for (const char* covariance : {"full", "diag"}) {
    const bool full = std::string(covariance) == "full";
    const Fitted model = fitted(x, {{"clusters", 6}, {"covariance", covariance}, {"n_init", 6}});
    const std::vector<double> likelihood = model.series("gmm.log_likelihood");
    REQUIRE(likelihood.size() == 6);
    const double best = *std::max_element(likelihood.begin(), likelihood.end());
    CHECK(best > *std::min_element(likelihood.begin(), likelihood.end()));
    CHECK(model.saved("log_likelihood").item<double>() == best);
    CHECK(model.series("gmm.best_log_likelihood").back() == best);
    CHECK(model.context->rounds == std::vector<std::int64_t>{1, 2, 3, 4, 5, 6});
    // 5 weights, 12 numbers of means, 3 or 2 numbers per covariance.
    const double parameters = full ? 5 + 12 + 18 : 5 + 12 + 12;
    CHECK(model.series("gmm.bic").back() == doctest::Approx(-2.0 * 250.0 * best + parameters * std::log(250.0)).epsilon(1e-12));
    double passes = 6.0;  // the last look of each restart
    for (const double count : model.series("gmm.iterations")) passes += count;
    CHECK(model.series("gmm.iteration_log_likelihood").size() == static_cast<std::size_t>(passes));
    const Mixture saved{model.saved("weights"), model.saved("means"), model.saved(full ? "covariances" : "variances")};
    CHECK(saved.full() == full);
    CHECK(joint_by_definition(saved, x).logsumexp(0).mean().item<double>() == doctest::Approx(best).epsilon(1e-9));
    CHECK(torch::allclose(model.responsibilities(x), joint_by_definition(saved, x).softmax(0).t().to(torch::kFloat32), 1e-5, 1e-6));
  }
}

TEST_CASE("moving all samples moves the means alone") {
  const Tensor x = planted(200, 3, 3, 61).mul(64.0).round().div(64.0);  // so that adding 2048 rounds nothing
  const assay::Value::Table options = {{"clusters", 3}, {"n_init", 2}};
  const Fitted here = fitted(x, options);
  const Fitted there = fitted(x + 2048.0, options);
  CHECK(torch::allclose(there.saved("means") - 2048.0, here.saved("means"), 0.0, 1e-5));
  CHECK(torch::allclose(there.saved("covariances"), here.saved("covariances"), 1e-4, 1e-6));
  CHECK(there.saved("log_likelihood").item<double>() == doctest::Approx(here.saved("log_likelihood").item<double>()).epsilon(1e-6));
}

TEST_CASE("the same seed gives the same mixture and another seed another one") {
  const Tensor x = planted(200, 5, 3, 71);
  const assay::Value::Table options = {{"clusters", 8}, {"n_init", 1}};
  const Fitted first = fitted(x, options, 1);
  CHECK(torch::equal(first.saved("means"), fitted(x, options, 1).saved("means")));
  CHECK_FALSE(torch::equal(first.saved("means"), fitted(x, options, 2).saved("means")));
}

TEST_CASE("a fit that was stopped and restored ends with the same bits") {
  const Tensor x = planted(250, 4, 3, 81);
  const assay::Value::Table options = {{"clusters", 5}, {"n_init", 4}, {"covariance", "diag"}};
  const Fitted whole = fitted(x, options);

  auto first = make_component<assay::Baseline>("gmm", options);
  FakeFitContext before(1);
  before.after_round = [](std::int64_t round) { return round < 2; };
  first->fit(x, before);
  assay::StateDict state;
  first->save(state);

  auto second = make_component<assay::Baseline>("gmm", options);
  second->restore(state);
  FakeFitContext after(1);
  after.streams().restore(before.streams().state());
  second->fit(x, after);
  CHECK(after.rounds == std::vector<std::int64_t>{3, 4});
  assay::StateDict last;
  second->save(last);
  for (const char* name : {"weights", "means", "variances", "log_likelihood", "iterations_done"})
    CHECK(torch::equal(last.get(name), whole.saved(name)));
}

TEST_CASE("impossible requests are refused") {
  const Tensor constant = torch::ones({20, 3});
  CHECK(error_code([&] { fitted(constant, {{"clusters", 1}, {"regularisation", 0.0}}); }) == "gmm.not-positive-definite");
  CHECK(error_code([&] { fitted(constant, {{"clusters", 1}, {"covariance", "diag"}, {"regularisation", 0.0}}); }) == "gmm.not-positive-definite");
  CHECK(error_code([] { fitted(row({1.0, 2.0}).t(), {{"clusters", 3}}); }) == "gmm.too-few-samples");
  CHECK(error_code([] { fitted(row({1.0, std::numeric_limits<double>::quiet_NaN()}).t(), {{"clusters", 1}}); }) == "samples.not-finite");
  CHECK(error_code([] { return make_component<assay::Baseline>("gmm", {{"clusters", 101}}, vectors(3)); }) == "gmm.too-few-samples");
}

TEST_CASE("what goes wrong while a restart runs is an event of the trial") {
  const auto model = make_component<assay::Baseline>("gmm", {{"clusters", 1}, {"regularisation", 0.0}});
  FakeFitContext context(1);
  CHECK(error_code([&] { model->fit(torch::ones({20, 3}), context); }) == "gmm.not-positive-definite");
  CHECK(context.recorder().events == std::vector<std::string>{"gmm.not-positive-definite"});
}

TEST_CASE("samples that coincide do not stop the fit") {
  const Fitted model = fitted(torch::ones({20, 3}).index_put({torch::tensor({0, 1})}, torch::zeros({3})), {{"clusters", 4}, {"n_init", 2}});
  CHECK(model.saved("means").isfinite().all().item<bool>());
  CHECK(model.responsibilities(torch::ones({2, 3})).isfinite().all().item<bool>());
}
