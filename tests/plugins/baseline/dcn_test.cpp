#include <doctest/doctest.h>

#include "centres.hpp"
#include "support/pretrained.hpp"

using namespace test_support;

namespace {

std::unique_ptr<assay::Baseline> dcn_model(assay::Value::Table options, std::shared_ptr<const assay::Encoder> encoder) {
  assay::BuildContext context(planted_info(), {}, std::move(encoder));
  return make_component<assay::Baseline>("dcn", std::move(options), context);
}

/// The first loss of a fit whose learning rate is nearly nothing.
double first_loss(const std::string& name, assay::Value::Table options) {
  const auto encoder = dense_encoder({16}, 3);
  options.insert({{"epochs", 1}, {"lr", 1e-12}});
  const auto model = dcn_model(std::move(options), encoder);
  FakeFitContext context(1, planted_info());
  add_stages(context, *encoder);
  model->fit(planted_clouds(), context);
  return context.recorder().series.at(name).front();
}

}  // namespace

TEST_CASE("a centre follows a sample by one over its count") {
  dcn::Centres centres(torch::zeros({1, 1}));
  centres.follow(torch::full({1, 1}, 1.01));
  CHECK(centres.counts()[0].item<std::int64_t>() == 101);
  CHECK(centres.values()[0][0].item<double>() == doctest::Approx(0.01));
}

TEST_CASE("the samples of a batch are assigned with the centres as they were before the batch") {
  dcn::Centres centres(torch::tensor({{0.0}, {10.0}}));
  const Tensor many = torch::full({400, 1}, 4.9F);
  CHECK(centres.follow(many).eq(0).all().item<bool>());  // although centre 0 soon lies beyond 4
  CHECK(centres.values()[0][0].item<double>() > 3.5);
  CHECK(centres.values()[1][0].item<double>() == 10.0);
  CHECK(centres.nearest(torch::tensor({{5.0F}, {0.0F}, {9.0F}})).equal(integers({0, 0, 1})));
}

TEST_CASE("the objective is the weighted sum of squared errors, summed over dimensions") {
  const double reconstruction = first_loss("loss.reconstruction", {});
  const double clustering = first_loss("loss.clustering", {});
  CHECK(first_loss("loss.total", {}) == doctest::Approx(reconstruction + clustering));
  CHECK(first_loss("loss.total", {{"reconstruction_weight", 0.0}, {"clustering_weight", 3.0}}) == doctest::Approx(3.0 * clustering));
}

TEST_CASE("a code at (3, 4) from a centre at 0 costs 25, and its gradient is (6, 8)") {
  const auto encoder = dense_encoder({}, 2);
  assay::DatasetInfo info = vectors(2);
  info.count = 1;
  assay::BuildContext build(info, {}, encoder);
  const double lr = 0.01;
  const auto model = make_component<assay::Baseline>("dcn", {{"epochs", 1}, {"lr", lr}, {"momentum", 0.0}, {"bias_lr_factor", 1.0}}, build);
  FakeFitContext context(1, info);
  add_identity_stages(context, *encoder, info, torch::zeros({1, 2}));
  model->fit(row({3.0, 4.0}), context);
  CHECK(context.recorder().series.at("loss.clustering").front() == 25.0);
  CHECK(context.recorder().series.at("loss.reconstruction").front() == 0.0);
  CHECK(context.recorder().series.at("loss.total").front() == 25.0);
  // With respect to the bias of the code the gradient is that of the code.
  CHECK(torch::allclose(saved(*model, "encoder/layer0.bias"), vector({-6.0 * lr, -8.0 * lr})));
}

TEST_CASE("dcn finds planted clusters and draws the codes to the centres") {
  const auto encoder = dense_encoder({16}, 3);
  const auto model = dcn_model({{"epochs", 15}, {"batch", 30}, {"lr", 1e-3}, {"kmeans_every", 5}}, encoder);
  FakeFitContext context(1, planted_info());
  add_stages(context, *encoder);
  model->fit(planted_clouds(), context);
  CHECK(planted_accuracy(dynamic_cast<assay::Assigns&>(*model)) > 0.95);
  const auto& series = context.recorder().series;
  CHECK(series.at("loss.clustering").back() < 0.5 * series.at("loss.clustering").front());
  CHECK(series.at("loss.reconstruction").back() < series.at("loss.reconstruction").front());
}

TEST_CASE("a centre without samples starts again among the codes") {
  const auto encoder = dense_encoder({16}, 3);
  const auto model = dcn_model({{"epochs", 1}, {"lr", 1e-12}, {"kmeans_every", 0}}, encoder);
  FakeFitContext context(1, planted_info());
  add_stages(context, *encoder);
  Tensor centres = context.stages["init"].get("centres");
  centres[2].fill_(1e6);
  model->fit(planted_clouds(), context);
  CHECK(context.recorder().events == std::vector<std::string>{"dcn.dead-centre"});
  assay::StateDict state;
  model->save(state);
  CHECK(state.get("centres").abs().max().item<double>() < 1e4);
}
