#include <algorithm>

#include <doctest/doctest.h>

#include "../common/target_distribution.hpp"
#include "support/pretrained.hpp"

using namespace test_support;
using namespace baselines;

namespace {

Tensor matrix(const std::vector<std::vector<double>>& rows) {
  std::vector<Tensor> all;
  all.reserve(rows.size());
  for (const auto& one : rows) all.push_back(torch::tensor(one, torch::kFloat64));
  return torch::stack(all);
}

const Tensor& example_centres() {
  static const Tensor centres = matrix({{0.0, 0.0}, {1.0, 0.0}});
  return centres;
}

const Tensor& example_codes() {
  static const Tensor codes = matrix({{0.0, 0.0}, {1.0, 1.0}});
  return codes;
}

std::unique_ptr<assay::Baseline> dec(assay::Value::Table options, std::shared_ptr<const assay::Encoder> encoder) {
  assay::BuildContext context(planted_info(), {}, std::move(encoder));
  return make_component<assay::Baseline>("dec", std::move(options), context);
}

}  // namespace

TEST_CASE("soft assignments and target agree with the values worked out by hand") {
  const Tensor q = student_t_assignments(example_codes(), example_centres(), 1.0);
  CHECK(torch::allclose(q, matrix({{2.0 / 3.0, 1.0 / 3.0}, {0.4, 0.6}}), 0.0, 1e-9));
  const Tensor p = target_distribution(q);
  CHECK(torch::allclose(p, matrix({{0.777778, 0.222222}, {0.28, 0.72}}), 0.0, 1e-6));
  CHECK(clustering_loss(p, q).item<double>() == doctest::Approx(0.030597).epsilon(1e-4));
  CHECK(torch::allclose(student_t_assignments(matrix({{-2.0, -2.0}}), matrix({{-1.0, -1.0}, {1.0, 1.0}}), 1.0), matrix({{19.0 / 22.0, 3.0 / 22.0}})));
  CHECK(torch::allclose(target_distribution(matrix({{0.5, 0.5}, {0.0, 1.0}})), matrix({{0.75, 0.25}, {0.0, 1.0}})));
}

TEST_CASE("the gradients of the summed loss are those of the paper") {
  const Tensor z = example_codes().clone().set_requires_grad(true);
  const Tensor centres = example_centres().clone().set_requires_grad(true);
  const Tensor q = student_t_assignments(z, centres, 1.0);
  (clustering_loss(target_distribution(q), q) * 2.0).backward();  // two samples
  CHECK(torch::allclose(z.grad(), matrix({{0.111111, 0.0}, {-0.08, 0.04}}), 0.0, 1e-6));
  CHECK(torch::allclose(centres.grad(), matrix({{0.08, 0.08}, {-0.111111, -0.12}}), 0.0, 1e-6));
}

TEST_CASE("the gradient of the loss agrees with finite differences for any degrees of freedom") {
  assay::Stream random = stream(4);
  for (const double alpha : {0.5, 1.0, 3.0}) {
    const Tensor z = random.normal({5, 3}).to(torch::kFloat64).set_requires_grad(true);
    const Tensor centres = random.normal({4, 3}).to(torch::kFloat64);
    const Tensor p = target_distribution(student_t_assignments(z.detach(), centres, alpha));
    const auto loss = [&](const Tensor& codes) { return clustering_loss(p, student_t_assignments(codes, centres, alpha)); };
    loss(z).backward();
    for (const std::int64_t i : {0, 7, 14}) {
      const Tensor step = torch::zeros({15}, torch::kFloat64);
      step[i] = 1e-6;
      const double slope = (loss(z.detach() + step.view({5, 3})) - loss(z.detach() - step.view({5, 3}))).item<double>() / 2e-6;
      CHECK(z.grad().view({-1})[i].item<double>() == doctest::Approx(slope).epsilon(1e-5));
    }
  }
}

TEST_CASE("dec finds planted clusters and sharpens its assignments") {
  const auto encoder = dense_encoder({16}, 3);
  const auto model = dec({{"update_interval", 10}, {"max_iterations", 200}, {"batch", 50}, {"lr", 0.05}}, encoder);
  FakeFitContext context(1, planted_info());
  add_stages(context, *encoder);
  model->fit(planted_clouds(), context);
  auto& assigns = dynamic_cast<assay::Assigns&>(*model);
  CHECK(planted_accuracy(assigns) > 0.95);
  const auto& losses = context.recorder().series.at("loss.clustering");
  REQUIRE(losses.size() > 2);
  CHECK(*std::min_element(losses.begin(), losses.end()) < losses.front());
  CHECK(assigns.clusters() == planted_clusters);
}

TEST_CASE("dec ends when hardly a label changes, and never at the first look") {
  const auto encoder = dense_encoder({16}, 3);
  const auto rounds_at = [&](double tolerance) {
    const auto model = dec({{"update_interval", 5}, {"max_iterations", 100}, {"tolerance", tolerance}}, encoder);
    FakeFitContext context(1, planted_info());
    add_stages(context, *encoder);
    model->fit(planted_clouds(), context);
    return context.rounds.size();
  };
  CHECK(rounds_at(1.0) == 1);
  CHECK(rounds_at(0.0) == 20);
}

TEST_CASE("centres that lie elsewhere are refused") {
  const auto encoder = dense_encoder({16}, 3);
  const auto model = dec({}, encoder);
  FakeFitContext context(1, planted_info());
  add_stages(context, *encoder);
  context.stages["init"].put("centres", torch::zeros({3, 6}, torch::kFloat64));
  CHECK(error_code([&] { model->fit(planted_clouds(), context); }) == "stage.does-not-fit");
}
