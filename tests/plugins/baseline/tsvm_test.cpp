#include <memory>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "support/baseline_runs.hpp"
#include "support/planted_mixture.hpp"

using namespace test_support;
using assay::Value;

namespace {

struct Labeled {
  Tensor x;
  Tensor classes;
  assay::LabeledSamples told;
};

/// Two Gaussians of variance 1 around (±3, 0); one label of each.
Labeled two_blobs(std::uint64_t seed) {
  assay::Stream random = stream(seed);
  const Tensor classes = torch::arange(400).remainder(2);
  const Tensor centres = (classes.to(torch::kFloat32) * 6.0 - 3.0).unsqueeze(1) * torch::tensor({1.0F, 0.0F});
  return {centres + random.normal({400, 2}), classes, {integers({0, 1}), integers({0, 1})}};
}

std::unique_ptr<assay::Baseline> make_tsvm(const Value::Table& options, std::int64_t classes, std::int64_t dimensions) {
  assay::DatasetInfo data = vectors(dimensions);
  data.classes = classes;
  data.labeled = classes;
  return make_component<assay::Baseline>("tsvm", options, data);
}

double error_of(assay::Baseline& model, const Tensor& x, const Tensor& classes) {
  return dynamic_cast<assay::Classifies&>(model).class_probabilities(x).argmax(1).ne(classes).to(torch::kFloat64).mean().item<double>();
}

std::unique_ptr<FakeFitContext> telling(const assay::LabeledSamples& told, std::uint64_t seed = 1) {
  auto context = std::make_unique<FakeFitContext>(seed);
  context->told = told;
  return context;
}

}  // namespace

TEST_CASE("one label of each of two blobs is enough, because the boundary keeps away from unlabeled samples") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const char* solver = seed % 2 == 0 ? "smooth" : "switching";
    CAPTURE(seed);
    const Labeled data = two_blobs(seed / 2);
    const auto model = make_tsvm({{"kernel", "linear"}, {"solver", solver}, {"ridge", 0.01}, {"max_evaluations", 50}}, 2, 2);
    model->fit(data.x, *telling(data.told));
    CHECK(error_of(*model, data.x, data.classes) < 0.02);
  }
}

TEST_CASE("the mean score of a class over the unlabeled samples is what equal shares demand") {
  const Planted planted = planted_mixture(200, 8);
  const auto model = make_tsvm({{"random_features", 60}, {"max_evaluations", 30}}, 4, 8);
  const auto context = telling({torch::arange(8), planted.labels.narrow(0, 0, 8)});
  model->fit(planted.x, *context);
  CHECK(context->rounds == std::vector<std::int64_t>{1, 2, 3, 4});
  // Softmax of scores with equal means: ln p less its row mean is the score less its row mean, whose mean over the samples is 0.
  const Tensor unlabeled = planted.x.narrow(0, 8, 192);
  const Tensor log_p = dynamic_cast<assay::Classifies&>(*model).class_probabilities(unlabeled).to(torch::kFloat64).log();
  const Tensor centred = log_p - log_p.mean(1, true);
  CHECK(centred.mean(0).abs().max().item<double>() < 1e-5);
  CHECK(error_of(*model, planted.x, planted.labels) < 0.05);
}

TEST_CASE("with a Gaussian kernel it separates a ring from what lies inside, which no line does") {
  assay::Stream random = stream(3);
  const Tensor classes = torch::arange(200).remainder(2);
  const Tensor angle = random.uniform({200}, 0.0, 6.2831853);
  const Tensor radius = 0.3 + 3.0 * classes.to(torch::kFloat32) + 0.1 * random.normal({200});
  const Tensor x = torch::stack({radius * angle.cos(), radius * angle.sin()}, 1);
  const assay::LabeledSamples told{torch::arange(12), classes.narrow(0, 0, 12)};
  const auto error_with = [&](const char* kernel) {
    const auto model = make_tsvm({{"kernel", kernel}, {"random_features", 100}, {"kernel_width", 2.5}, {"max_evaluations", 40}}, 2, 2);
    model->fit(x, *telling(told));
    return error_of(*model, x, classes);
  };
  CHECK(error_with("random_fourier") < 0.05);
  CHECK(error_with("linear") > 0.2);
}

TEST_CASE("a fit that was stopped and restored ends with the same bits") {
  const Planted planted = planted_mixture(90, 8);
  check_resumes(
      planted.x, 2,
      [&] {
        return make_tsvm({{"random_features", 30}, {"unlabeled_samples", 40}, {"max_evaluations", 20}}, 4, 8);
      },
      [&] {
        return telling({torch::arange(8), planted.labels.narrow(0, 0, 8)});
      });
}
