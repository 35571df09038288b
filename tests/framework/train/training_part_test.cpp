#include "train/training_part.hpp"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>
#include <torch/types.h>

#include "train/trial_data.hpp"
#include "train_harness.hpp"

using assay::Tensor;
using assay::train::Outcome;
using assay::train::TrainingPart;
using train_test::member;
using train_test::proposed_spec;
using train_test::table;
using train_test::Trial;
using train_test::Value;

namespace {

constexpr std::int64_t samples = 200;
constexpr std::int64_t test_samples = 60;

/// The proposed model on the training part of planted mixtures.
Value on_training_part(std::int64_t rounds) {
  Value spec = proposed_spec(rounds);
  member(spec, "dataset")["test_count"] = Value(test_samples);
  member(spec, "dataset")["train_on"] = Value("training_part");
  return spec;
}

/// `baseline` in place of the model; the encoder stays for those that need it.
Value with_baseline(Value spec, Value baseline) {
  for (const char* key : {"latent", "loss", "train"}) spec.table().erase(key);
  spec["baseline"] = std::move(baseline);
  return spec;
}

/// The weights after training on data whose test rows are changed by `change`.
std::string weights_after(const Value& spec, const std::function<void(Tensor)>& change, const assay::train::StageFiles& stages = {}) {
  const auto change_test_rows = [&](assay::DatasetContents& contents) { change(contents.x.narrow(0, samples - test_samples, test_samples)); };
  return train_test::bytes_of(train_test::results_after(spec, change_test_rows, stages).weights);
}

void leave(const Tensor& /*rows*/) {}
void corrupt(const Tensor& rows) { rows.mul_(-3.0).add_(17.0); }
void turn_over(const Tensor& rows) { rows.copy_(rows.flip({0}).clone()); }

/// Training on the part must not see the test rows; training on all must.
void check_blind(const Value& spec, const assay::train::StageFiles& stages = {}) {
  const std::string untouched = weights_after(spec, leave, stages);
  CHECK(weights_after(spec, corrupt, stages) == untouched);
  CHECK(weights_after(spec, turn_over, stages) == untouched);
  Value all = spec;
  member(all, "dataset").table().erase("train_on");
  CHECK(weights_after(all, corrupt, stages) != weights_after(all, leave, stages));
}

}  // namespace

TEST_CASE("a part takes its rows, and what is taken apart can be joined again") {
  const Tensor x = torch::arange(12).view({6, 2});
  const TrainingPart whole;
  CHECK(whole.is_everything());
  CHECK(whole.of(x).is_same(x));
  for (const auto& split : std::vector<std::vector<int>>{{0, 0, 0, 0, 1, 1}, {1, 0, 1, 1, 0, 0}, {1, 1, 0, 0, 0, 1}}) {
    const Tensor marks = torch::tensor(split).to(torch::kUInt8);
    const TrainingPart part(marks);
    CHECK_FALSE(part.is_everything());
    const Tensor taken = part.of(x);
    REQUIRE(taken.size(0) == 6 - marks.sum().item<std::int64_t>());
    CHECK(torch::equal(part.joined(taken, part.others_of(x)), x));
    CHECK(torch::equal(taken, x.index_select(0, marks.eq(0).nonzero().squeeze(1))));
  }
  CHECK(TrainingPart(torch::tensor({0, 0, 1}).to(torch::kUInt8)).of(x.narrow(0, 0, 3)).data_ptr() == x.data_ptr());  // no copy
}

TEST_CASE("test rows cannot influence the training of a composed model") { check_blind(on_training_part(2)); }

TEST_CASE("test rows cannot influence the training of a baseline") {
  check_blind(with_baseline(on_training_part(1), table({{"use", "kmeans"}, {"clusters", 4}, {"n_init", 2}})));
  check_blind(with_baseline(on_training_part(1), table({{"use", "autoencoder"}, {"epochs", 2}, {"batch", 32}})));
}

TEST_CASE("test rows cannot influence a method that works on the features of a stage") {
  Trial stage(with_baseline(on_training_part(1), table({{"use", "autoencoder"}, {"epochs", 2}, {"batch", 32}})));
  REQUIRE(stage.run() == Outcome::done);
  Value spec = with_baseline(on_training_part(1), table({{"use", "kmeans"}, {"clusters", 4}, {"n_init", 2}, {"on", "pretrain"}}));
  spec["stage"] = table({{"pretrain", stage.job().provenance.resolved.at("baseline")}});
  check_blind(spec, {{"pretrain", stage.file()}});
}

TEST_CASE("a model that is trained on the training part is measured on all samples, and the result says what it was trained on") {
  Trial part(on_training_part(2));
  REQUIRE(part.run() == Outcome::done);
  CHECK(part.array("artifacts/assignment").shape == std::vector<std::int64_t>{samples});
  CHECK(part.array("artifacts/embedding/epoch_0002").shape == std::vector<std::int64_t>{samples, 8});
  const auto record = part.record();
  CHECK(record.samples_trained == samples - test_samples);
  REQUIRE_FALSE(record.events.empty());
  CHECK(record.events.front().code == "train.training-part");
  CHECK(record.events.front().text == "trained on 140 of 200 samples, the training part; evaluations cover all");

  Value all = on_training_part(2);
  member(all, "dataset").table().erase("train_on");
  Trial whole(all);
  REQUIRE(whole.run() == Outcome::done);
  CHECK(whole.record().samples_trained == samples);
  CHECK(train_test::fingerprint(whole) != train_test::fingerprint(part));
}

TEST_CASE("nearest neighbours judge the features of test samples that training did not see") {
  Value spec = with_baseline(on_training_part(1), table({{"use", "raw"}}));
  member(member(spec, "evaluate"), "metrics") = Value::Array{table({{"use", "knn"}, {"k", Value::Array{1}}})};
  Trial trial(spec);
  REQUIRE(trial.run() == Outcome::done);
  CHECK(std::isfinite(trial.record().final_metrics.at("knn_error_1")));
}

TEST_CASE("a trial on the training part that was stopped goes on to the same bits") {
  Trial whole(on_training_part(3));
  REQUIRE(whole.run() == Outcome::done);
  for (const std::int64_t poll : {3, 8}) {
    CAPTURE(poll);
    Trial trial(on_training_part(3));
    REQUIRE(trial.run([poll, polls = std::int64_t{0}]() mutable { return ++polls == poll; }) == Outcome::interrupted);
    REQUIRE(trial.run() == Outcome::done);
    CHECK(train_test::fingerprint(trial) == train_test::fingerprint(whole));
  }
}

TEST_CASE("data that are not divided have no training part to train on, and the spec is refused before any sample is read") {
  Value spec = on_training_part(1);
  member(spec, "dataset").table().erase("test_count");
  const auto check = [&] { assay::train::check_trial(spec, train_test::registry(), {}, "cpu"); };
  CHECK(train_test::error_of(check).code() == "spec.no-test-part");
}
