#include <cmath>

#include <doctest/doctest.h>
#include <torch/types.h>

#include "../common/category_vae.hpp"
#include "../common/gaussian_output.hpp"
#include "../common/supervision.hpp"
#include "support/plugin_inputs.hpp"

using assay::Tensor;
using baselines::shares;
using baselines::Shares;

namespace {

Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }
Tensor row_of(const std::vector<double>& values) { return doubles(values).unsqueeze(0); }

/// U(x) as the model forms it: Σ_y q_y (L_y − ln K) plus the divergence of q from uniform.
double unlabeled(const Tensor& logits, const Tensor& losses) {
  const double log_k = std::log(static_cast<double>(losses.size(1)));
  return (baselines::expectation(logits, losses - log_k) + assay::categorical_kl(logits)).item<double>();
}

}  // namespace

TEST_CASE("the marginal objective of an unlabeled sample is the mean of L less the entropy") {
  const Tensor losses = row_of({10.0, 12.0});
  CHECK(unlabeled(row_of({std::log(0.7), std::log(0.3)}), losses) == doctest::Approx(9.9891357).epsilon(1e-9));
  // Its lowest value, -ln Σ e^-L, is at q = softmax(-L); the gap elsewhere is the divergence from there.
  const Tensor best = torch::softmax(-losses, 1);
  CHECK(best[0][0].item<double>() == doctest::Approx(0.8807971).epsilon(1e-7));
  const double lowest = unlabeled(-losses, losses);
  CHECK(lowest == doctest::Approx(9.8730720).epsilon(1e-8));
  const auto divergence = (0.7 * (std::log(0.7) - best[0][0].log()) + 0.3 * (std::log(0.3) - best[0][1].log())).item<double>();
  CHECK(unlabeled(row_of({std::log(0.7), std::log(0.3)}), losses) - lowest == doctest::Approx(divergence).epsilon(1e-9));
  CHECK(divergence == doctest::Approx(0.1160637).epsilon(1e-6));
}

TEST_CASE("the sum over all classes is what sampled classes give on average") {
  const Tensor logits = row_of({0.3, -0.4, 1.1});
  const Tensor losses = row_of({10.0, 12.0, 9.0});
  constexpr std::int64_t draws = 40000;
  const Tensor sampled = (logits + test_support::stream(3).gumbel({draws, 3})).argmax(1);
  const Tensor values = losses.index_select(1, sampled);
  const double standard_error = values.std().item<double>() / std::sqrt(static_cast<double>(draws));
  CHECK(std::abs(values.mean().item<double>() - baselines::expectation(logits, losses).item<double>()) < 4.0 * standard_error);
}

TEST_CASE("the labeled term is the error of the reconstruction, the divergence of the code and ln K") {
  const double error = -assay::bernoulli_log_likelihood(row_of({1.0, 0.0}), row_of({0.3, -0.7})).item<double>();
  const auto divergence = assay::gaussian_kl(row_of({0.5, -1.0}), row_of({0.0, std::log(4.0)})).item<double>();
  CHECK(error + divergence + std::log(10.0) == doctest::Approx(4.6919792).epsilon(1e-7));
  const baselines::GaussianOutput output(1);
  const auto gaussian_error = output.error(row_of({1.0}), row_of({0.5, std::log(0.25)}), doubles({1.0})).item<double>();
  CHECK(gaussian_error == doctest::Approx(0.7257914).epsilon(1e-7));
  CHECK(gaussian_error + divergence + std::log(10.0) == doctest::Approx(4.4602293).epsilon(1e-7));
}

TEST_CASE("a step weighs its samples as the sum over the data set does") {
  const Shares step = shares("proportional", 0.1, {1, 2}, {2, 4});
  const double cross_entropy = -std::log(0.8);
  const double mean_unlabeled = (9.9891357 + 9.8730720) / 2.0;
  CHECK(step.labeled * 9.0 + step.unlabeled * mean_unlabeled + step.classifier * cross_entropy == doctest::Approx(9.6430503).epsilon(1e-8));
  // Kingma's form: two such steps cover the six samples, and each label carries β = 0.1 · 6 / 2.
  CHECK(2.0 / 6.0 * (9.0 + 2.0 * mean_unlabeled + 0.3 * cross_entropy) == doctest::Approx(9.6430503).epsilon(1e-8));
  // The same whatever the shares of a step are.
  const Shares dataset = shares("dataset", 0.1, {1, 1}, {2, 4});
  CHECK(dataset.labeled * 9.0 + dataset.unlabeled * mean_unlabeled + dataset.classifier * cross_entropy == doctest::Approx(9.6430503).epsilon(1e-8));
  const Shares average = shares("average", 0.1, {1, 2}, {2, 4});
  CHECK(average.labeled == 1.0);
  CHECK(average.unlabeled == 1.0);
  CHECK(average.classifier == doctest::Approx(0.3));
}

TEST_CASE("a learned variance leaves out masked dimensions") {
  const baselines::GaussianOutput output(2);
  const Tensor equal = row_of({0.5, 0.5, std::log(0.25), std::log(0.25)});
  CHECK(output.error(row_of({1.0, 1.0}), equal).item<double>() == doctest::Approx(2.0 * 0.7257914).epsilon(1e-7));
  const Tensor decoded = row_of({0.5, 3.0, std::log(0.25), 1.0});
  CHECK(output.error(row_of({1.0, -9.0}), decoded, doubles({1.0, 0.0})).item<double>() == doctest::Approx(0.7257914).epsilon(1e-7));
  CHECK(torch::equal(output.mean(decoded), row_of({0.5, 3.0})));
}

TEST_CASE("labeled batches use every labeled sample equally often, with its own class and row") {
  const Tensor x = torch::arange(20).to(torch::kFloat32).unsqueeze(1);
  const assay::LabeledSamples labels{test_support::integers({3, 5, 8, 13, 17}), test_support::integers({0, 1, 0, 1, 0})};
  assay::Stream shuffle = test_support::stream(2);
  baselines::LabeledBatches batches(x, labels, shuffle);
  Tensor uses = torch::zeros({20}, torch::kInt64);
  for (int step = 0; step < 5; ++step) {
    const baselines::LabeledBatch batch = batches.next(3);
    CHECK(torch::equal(batch.x.squeeze(1).to(torch::kInt64), batch.rows));
    for (std::int64_t i = 0; i < 3; ++i) {
      const auto place = labels.rows.eq(batch.rows[i]).nonzero().item<std::int64_t>();
      CHECK(torch::equal(labels.classes[place], batch.classes[i]));
    }
    uses.index_add_(0, batch.rows, torch::ones({3}, torch::kInt64));
  }
  CHECK(torch::equal(uses.index_select(0, labels.rows), torch::full({5}, 3)));
  CHECK(uses.sum().item<std::int64_t>() == 15);
  CHECK(batches.next(12).rows.numel() == 12);
}

TEST_CASE("unlabeled rows are all others, ascending") {
  const assay::LabeledSamples labels{test_support::integers({1, 4}), test_support::integers({0, 1})};
  CHECK(torch::equal(baselines::unlabeled_rows(6, labels), test_support::integers({0, 2, 3, 5})));
}
