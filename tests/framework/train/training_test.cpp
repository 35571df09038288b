#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <utility>

#include <torch/types.h>
#include <torch/utils.h>

#include "framework/train/train_harness.hpp"
#include "train/composed_model.hpp"
#include "train/composed_runner.hpp"
#include "train/trial_data.hpp"

using assay::train::Outcome;
using train_test::member;
using train_test::proposed_spec;
using train_test::table;
using train_test::Trial;
using train_test::Value;

namespace {

/// The proposed model with BCE on drawn digits.
Value glyphs_spec() {
  Value spec = proposed_spec(2);
  member(spec, "dataset") = table({{"use", "glyphs"}, {"count", 64}});
  member(spec, "loss").array()[0] = table({{"use", "bce"}, {"weight", 1.0}});
  return spec;
}

std::string bytes_of(const assay::record::Array& array) { return {static_cast<const char*>(array.data), array.bytes()}; }

}  // namespace

TEST_CASE("zero output logits give D ln 2 nats of binary cross-entropy") {
  const Value spec = glyphs_spec();
  const auto data = assay::train::open_data(spec, train_test::registry(), {});
  auto context = data.context();
  assay::Streams streams(1);
  assay::train::ComposedModel model(assay::train::compose(spec, train_test::registry(), context), data.info, streams.get("init"),
                                    c10::Device(c10::DeviceType::CPU));
  {
    const torch::NoGradGuard no_grad;
    for (const auto& entry : model.parameters()) entry.second.zero_();
  }
  const auto x = assay::train::load_data(data).x;
  const auto values = model.losses(x, model.infer(x), 1, streams.get("sample"));
  CHECK(values[0].item<double>() == doctest::Approx(static_cast<double>(data.info.dimensions()) * std::log(2.0)).epsilon(1e-6));
  CHECK(values[1].item<double>() == 0.0);                                 // μ = 0 and ln σ² = 0 are the prior
  CHECK(values[2].item<double>() == doctest::Approx(0.0).epsilon(1e-6));  // equal logits are the uniform category
}

TEST_CASE("the capabilities of the proposed model have the documented shapes and ranges") {
  const Value spec = glyphs_spec();
  const auto data = assay::train::open_data(spec, train_test::registry(), {});
  auto context = data.context();
  assay::Streams streams(1);
  assay::train::ComposedModel model(assay::train::compose(spec, train_test::registry(), context), data.info, streams.get("init"),
                                    c10::Device(c10::DeviceType::CPU));
  model.set_training(false);
  const auto x = assay::train::load_data(data).x;
  const auto able = model.capabilities();
  CHECK(able.embeds->embed(x).sizes() == at::IntArrayRef({64, 8}));
  const auto pi = able.assigns->responsibilities(x);
  CHECK(able.assigns->clusters() == 4);
  CHECK(pi.sizes() == at::IntArrayRef({64, 4}));
  CHECK(torch::allclose(pi.sum(1), torch::ones({64})));
  const auto made = able.generates->generate(torch::arange(4), torch::zeros({4, able.generates->style_width()}));
  for (const auto& image : {able.reconstructs->reconstruct(x), made}) {
    CHECK(image.size(1) == data.info.dimensions());
    CHECK(image.min().item<float>() >= 0.0F);
    CHECK(image.max().item<float>() <= 1.0F);
  }
  CHECK(able.generates->style(x).sizes() == at::IntArrayRef({64, 3}));
}

TEST_CASE("labels never reach training") {
  const auto weights_with = [](bool permuted) {
    Trial trial(proposed_spec(3));
    const Value& resolved = trial.job().provenance.resolved;
    assay::Streams streams(7);
    assay::train::TrialSession session(trial.job(), streams, {}, std::nullopt);
    const auto data = assay::train::open_data(resolved, train_test::registry(), {});
    auto contents = assay::train::load_data(data);
    if (permuted) contents.labels = contents.labels.index_select(0, assay::Streams(1).get("split").permutation(contents.labels.size(0)));
    auto results = assay::train::run_composed(
        {resolved, train_test::registry(), data, contents.x, {}, {contents.labels, data.info.classes, {}, {}}, {}, c10::Device(c10::DeviceType::CPU)},
        session);
    REQUIRE(results);
    std::pair<std::string, std::string> out;
    for (const auto& array : results->weights) out.first += array.name + bytes_of(array);
    for (const auto& array : results->artifacts) {
      if (array.name == "assignment") out.first += bytes_of(array);
      if (array.name == "labels") out.second = bytes_of(array);
    }
    return out;
  };
  const auto [weights, labels] = weights_with(false);
  const auto [permuted_weights, permuted_labels] = weights_with(true);
  CHECK(weights == permuted_weights);
  CHECK(labels != permuted_labels);
}

TEST_CASE("the series hold what the objective is made of") {
  Trial trial(proposed_spec(3));
  REQUIRE(trial.run() == Outcome::done);
  const auto total = trial.series("loss.total");
  const auto mse = trial.series("loss.mse");
  const auto kl_z = trial.series("loss.gaussian_kl");
  const auto kl_c = trial.series("loss.categorical_kl");
  const auto weight = trial.series("weight.gaussian_kl");
  CHECK(weight == std::vector<double>{0.0, 2.5, 5.0});
  REQUIRE(total.size() == 3);
  for (std::size_t e = 0; e < 3; ++e) CHECK(total[e] == doctest::Approx(mse[e] + weight[e] * kl_z[e] + kl_c[e]).epsilon(1e-12));
  CHECK(total[2] < mse[0]);
  CHECK(trial.series("train.lr") == std::vector<double>{1e-2, 1e-2, 1e-2});
  CHECK(trial.series("c.temperature")[1] == doctest::Approx(std::exp(-0.1)));
}

TEST_CASE("evaluations come when due and after the last epoch") {
  Trial trial(proposed_spec(3));
  REQUIRE(trial.run() == Outcome::done);
  const auto record = trial.record();
  for (const auto& group : record.series) {
    if (group.cadence == "eval") CHECK(group.index == std::vector<std::int64_t>{2, 3});
    if (group.cadence == "epoch") CHECK(group.index == std::vector<std::int64_t>{1, 2, 3});
  }
  CHECK(record.final_metrics.at("acc") == trial.series("acc").back());
  CHECK(trial.array("artifacts/embedding/epoch_0002").shape == std::vector<std::int64_t>{200, 8});
  CHECK(trial.array("artifacts/assignment").shape == std::vector<std::int64_t>{200});
  CHECK(trial.array("artifacts/confusion").shape == std::vector<std::int64_t>{4, 4});
}

TEST_CASE("the health series are within their bounds and agree with the assignments") {
  Trial trial(proposed_spec(2));
  REQUIRE(trial.run() == Outcome::done);
  const double entropy = trial.series("c.entropy").back();
  const double marginal = trial.series("c.marginal_entropy").back();
  CHECK(entropy >= 0.0);
  CHECK(entropy <= marginal + 1e-9);  // conditioning does not add entropy
  CHECK(marginal <= std::log(4.0) + 1e-9);
  // KL(q‖U) = ln K − H, sample by sample, hence in the mean.
  CHECK(trial.series("c.kl").back() == doctest::Approx(std::log(4.0) - entropy).epsilon(1e-4));
  const auto assignment = trial.array("artifacts/assignment");
  std::vector<double> share(4, 0.0);
  for (std::size_t i = 0; i < assignment.elements(); ++i) {
    std::int64_t cluster = 0;
    std::memcpy(&cluster, static_cast<const char*>(assignment.data) + i * sizeof(cluster), sizeof(cluster));
    share[static_cast<std::size_t>(cluster)] += 1.0 / 200.0;
  }
  CHECK(trial.series("c.largest_share").back() == doctest::Approx(*std::max_element(share.begin(), share.end())));
  CHECK(trial.series("c.smallest_share").back() == doctest::Approx(*std::min_element(share.begin(), share.end())));
  CHECK(trial.series("z.active_units").back() <= 3.0);
}

TEST_CASE("a loss that stops being a number ends the trial with a dump") {
  Value spec = proposed_spec(3);
  member(member(spec, "train"), "lr") = 1e18;
  member(member(spec, "train"), "optimizer") = table({{"use", "sgd"}});
  Trial trial(spec);
  const auto error = train_test::error_of([&] { trial.run(); });
  CHECK(error.code() == "train.non-finite");
  CHECK(std::string(error.what()).find("the objective is not finite in epoch 1, step ") != std::string::npos);
  assay::record::TrialRecord record;
  assay::record::read_journal_into(assay::record::JournalReader(trial.job().folder.journal("t0")).poll(), record);
  std::string dump;
  for (const auto& event : record.events) {
    if (event.code == "train.non-finite") dump += event.text + "\n";
  }
  for (const char* part : {"loss.", "learning rate is 1e+18", "the batch's values are in [", "mean of 'z' is", "log-variance of 'z' is",
                           "logits of 'c' are", "samples of the batch: "}) {
    CHECK_MESSAGE(dump.find(part) != std::string::npos, part);
  }
}

TEST_CASE("a model without a categorical latent trains and its metrics are not a number") {
  Value spec = proposed_spec(2);
  member(spec, "latent").table().erase("c");
  member(spec, "loss").array().pop_back();
  Trial trial(spec);
  REQUIRE(trial.run() == Outcome::done);
  const auto record = trial.record();
  CHECK(std::isnan(record.final_metrics.at("acc")));
  CHECK(record.events.front().code == "evaluate.no-assignments");
}

TEST_CASE("an option from the data set is resolved and label information is flagged") {
  Value spec = proposed_spec(1);
  member(member(member(spec, "latent"), "c"), "categories") = "from_dataset";
  Trial trial(spec);
  REQUIRE(trial.run() == Outcome::done);
  const auto record = trial.record();
  CHECK(record.uses_label_information);
  CHECK(record.events.front().text == "latent.c.categories = 4 comes from the data set, which is label information");
  CHECK(trial.array("weights/heads/c.weight").shape == std::vector<std::int64_t>{4, 8});
}

TEST_CASE("a device that is not there is refused with what to do") {
  Trial trial(proposed_spec(1));
  trial.job().device = "tpu";
  CHECK(train_test::error_of([&] { trial.run(); }).code() == "device.unknown");
}
