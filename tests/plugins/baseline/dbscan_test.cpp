#include <memory>
#include <utility>

#include <doctest/doctest.h>

#include "density.hpp"
#include "support/fitted.hpp"

using namespace test_support;
using namespace assay::baseline_dbscan;

namespace {

Tensor column(const std::vector<double>& values) { return vector(values).unsqueeze(1); }

Fitted fitted(const Tensor& x, assay::Value::Table options) { return test_support::fitted("dbscan", x, std::move(options)); }

}  // namespace

TEST_CASE("clusters, borders and noise on a line are those of the definition") {
  // Core: 1, 2, 3 and 9, 10, 11; borders: 0 and 8; 5.5 and 30 are near nothing.
  const Tensor x = column({30.0, 9.0, 0.0, 1.0, 2.0, 3.0, 5.5, 8.0, 10.0, 11.0, 10.5});
  const Fitted model = fitted(x, {{"eps", 1.0}, {"min_samples", 3}});
  CHECK(model.assigns().clusters() == 3);
  CHECK(model.assigns().noise_cluster() == 0);
  CHECK(torch::equal(model.labels(x), integers({0, 1, 2, 2, 2, 2, 0, 1, 1, 1, 1})));
  CHECK(model.series("dbscan.clusters").back() == 2.0);
  CHECK(model.series("dbscan.noise_share").back() == doctest::Approx(2.0 / 11.0));
  CHECK(model.series("dbscan.eps").back() == 1.0);
  // New samples: beside a border sample alone is noise.
  CHECK(torch::equal(model.labels(column({-0.5, 2.5, 11.5, 100.0})), integers({0, 2, 1, 0})));
}

TEST_CASE("a border sample between two clusters goes to the lower one") {
  // Core: 0.2 and 2.2; 1.2 is within reach of both.
  const Tensor x = column({0.0, 0.1, 0.2, 1.2, 2.2, 2.3, 2.4});
  const Fitted model = fitted(x, {{"eps", 1.05}, {"min_samples", 4}});
  CHECK(torch::equal(model.labels(x), integers({1, 1, 1, 1, 2, 2, 2})));
  const Fitted reversed = fitted(x.flip({0}), {{"eps", 1.05}, {"min_samples", 4}});
  CHECK(torch::equal(reversed.labels(x), integers({2, 2, 2, 1, 1, 1, 1})));
}

TEST_CASE("the distances to the nearest and their elbow have their hand-computed values") {
  const plugin_common::Points points(column({0.0, 1.0, 3.0, 7.0}));
  CHECK(sorted_distances(points, 1) == std::vector<double>{0.0, 0.0, 0.0, 0.0});
  CHECK(sorted_distances(points, 2) == std::vector<double>{1.0, 1.0, 2.0, 4.0});
  CHECK(elbow({1.0, 1.0, 1.0, 1.0, 9.0}) == 1.0);
  // Below the chord by 0, 0.15, 0.3, 0.25, 0.
  CHECK(elbow({0.0, 1.0, 2.0, 5.0, 10.0}) == 2.0);
  CHECK(elbow({3.0, 3.0, 3.0}) == 3.0);
  CHECK(elbow({3.0}) == 3.0);
}

TEST_CASE("with eps from the elbow separated clouds are found and outliers are noise") {
  const Tensor member = torch::arange(300).remainder(3);
  Tensor x = 0.3 * stream(2).normal({300, 2}) + 6.0 * torch::stack({member, member.square()}, 1);
  x = torch::cat({x, torch::tensor({{50.0, -50.0}, {-50.0, 50.0}}, torch::kFloat32)});
  const Fitted model = fitted(x, {{"min_samples", 5}});
  CHECK(model.assigns().clusters() == 4);
  CHECK(model.series("dbscan.noise_share").back() < 0.1);
  const Tensor labels = model.labels(x);
  CHECK(labels[300].item<std::int64_t>() == 0);
  const Tensor clustered = labels.narrow(0, 0, 300).gt(0);
  CHECK(torch::equal(labels.narrow(0, 0, 300).masked_select(clustered), (member + 1).masked_select(clustered)));
}

TEST_CASE("where all is noise there is one cluster and a warning") {
  const Fitted model = fitted(column({0.0, 10.0, 20.0}), {{"eps", 1.0}, {"min_samples", 2}});
  CHECK(model.assigns().clusters() == 1);
  CHECK(torch::equal(model.labels(column({0.0, 5.0})), integers({0, 0})));
  CHECK(model.context->recorder().events == std::vector<std::string>{"dbscan.no-clusters"});
}

TEST_CASE("what was saved assigns as before and is not fitted again") {
  const Tensor x = stream(3).normal({200, 3});
  const Fitted model = fitted(x, {{"eps", 0.7}});
  assay::StateDict state;
  model.model->save(state);
  const auto restored = make_component<assay::Baseline>("dbscan", {{"eps", 0.7}});
  restored->restore(state);
  FakeFitContext context(1);
  restored->fit(x, context);
  CHECK(context.rounds.empty());
  const Tensor other = stream(4).normal({100, 3});
  CHECK(torch::equal(dynamic_cast<assay::Assigns&>(*restored).responsibilities(other).argmax(1), model.labels(other)));
}
