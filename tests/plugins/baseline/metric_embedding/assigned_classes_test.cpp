#include "assigned_classes.hpp"

#include <doctest/doctest.h>
#include <torch/types.h>

#include "support/plugin_inputs.hpp"

using namespace test_support;
using assay::baseline_metric_embedding::assigned_classes;

namespace {

Tensor points(const std::vector<double>& coordinates) { return torch::tensor(coordinates, torch::kFloat64).view({-1, 2}); }

}  // namespace

TEST_CASE("the nearest labeled samples vote, and the more there are the farther ones count") {
  const Tensor unlabeled = points({0.0, 0.0});
  const Tensor labeled = points({1.0, 0.0, 0.0, 2.0, 0.0, 1.5});
  const Tensor classes = integers({0, 1, 1});
  CHECK(assigned_classes(unlabeled, labeled, classes, 1).equal(integers({0})));
  CHECK(assigned_classes(unlabeled, labeled, classes, 3).equal(integers({1})));
  CHECK(assigned_classes(unlabeled, labeled, classes, 100).equal(integers({1})));  // there are no more than three
}

TEST_CASE("of equal votes the smallest class wins, of equal distances the earlier sample votes") {
  const Tensor unlabeled = points({0.0, 0.0});
  CHECK(assigned_classes(unlabeled, points({1.0, 0.0, 0.0, 2.0}), integers({4, 2}), 2).equal(integers({2})));
  CHECK(assigned_classes(unlabeled, points({1.0, 0.0, 0.0, 1.0, -1.0, 0.0}), integers({4, 2, 2}), 1).equal(integers({4})));
}

TEST_CASE("assignments follow their samples, and neither the order of the labeled ones nor the scale matters") {
  assay::Stream random = stream(3);
  const Tensor unlabeled = random.normal({50, 6});
  const Tensor labeled = random.normal({30, 6});
  const Tensor classes = torch::arange(30).remainder(5);
  const Tensor assigned = assigned_classes(unlabeled, labeled, classes, 7);
  CHECK(std::get<0>(at::_unique(assigned)).numel() > 2);
  const Tensor order = random.permutation(50);
  CHECK(assigned_classes(unlabeled.index_select(0, order), labeled, classes, 7).equal(assigned.index_select(0, order)));
  const Tensor other = random.permutation(30);
  CHECK(assigned_classes(unlabeled, labeled.index_select(0, other), classes.index_select(0, other), 7).equal(assigned));
  CHECK(assigned_classes(4.0 * unlabeled, 4.0 * labeled, classes, 7).equal(assigned));
}

TEST_CASE("no gradient passes through an assignment: a sample that keeps its class changes the cross-entropy by its own logits alone") {
  const Tensor unlabeled = points({0.0, 0.0, 3.0, 0.0}).set_requires_grad(true);
  const Tensor labeled = points({1.0, 0.0, 4.0, 0.0}).set_requires_grad(true);
  const Tensor assigned = assigned_classes(unlabeled, labeled, integers({0, 1}), 1);
  CHECK_FALSE(assigned.requires_grad());
  CHECK(assigned.equal(integers({0, 1})));
  CHECK(assigned_classes(unlabeled + points({0.3, -0.2, 0.0, 0.0}), labeled, integers({0, 1}), 1).equal(assigned));
  const Tensor logits = stream(1).normal({2, 2}).set_requires_grad(true);
  torch::cross_entropy_loss(logits, assigned).backward();
  CHECK_FALSE(unlabeled.grad().defined());
  CHECK_FALSE(labeled.grad().defined());
  const Tensor expected = (torch::softmax(logits.detach(), 1) - torch::eye(2)) / 2.0;
  CHECK(torch::allclose(logits.grad(), expected));
}
