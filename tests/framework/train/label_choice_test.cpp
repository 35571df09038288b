#include "train/label_choice.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <doctest/doctest.h>
#include <torch/types.h>

#include "record/verify_labels.hpp"
#include "train_harness.hpp"

using assay::DatasetContents;
using assay::Tensor;
using assay::train::choose_labels;
using assay::train::LabelChoice;
using assay::train::Outcome;
using assay::train::TrialData;
using train_test::error_of;
using train_test::member;
using train_test::table;
using train_test::Trial;
using train_test::Value;

namespace {

constexpr std::int64_t all_samples = 200;
constexpr std::int64_t part_for_tests = 60;
constexpr std::int64_t classes = 4;

Value metrics(const std::vector<const char*>& names) {
  Value::Array list;
  for (const char* name : names) list.push_back(name == std::string("ece") ? table({{"use", name}, {"bins", 15}}) : table({{"use", name}}));
  return list;
}

Value m2() { return table({{"use", "m2"}, {"clusters", classes}, {"epochs", 2}, {"batch", 32}, {"labeled_batch", 16}, {"hidden", Value::Array{8}}}); }

Value improved_gan() {
  return table({{"use", "improved_gan"},
                {"epochs", 2},
                {"batch", 32},
                {"labeled_batch", 16},
                {"hidden", Value::Array{8}},
                {"generator_hidden", Value::Array{8}},
                {"noise_dim", 4}});
}

/// A method with four labels of each class on the training part of planted mixtures.
Value semi_supervised(const Value& method = m2()) {
  return table({
      {"dataset", table({{"use", "blobs"},
                         {"count", all_samples},
                         {"test_count", part_for_tests},
                         {"dimensions", 12},
                         {"clusters", classes},
                         {"train_on", "training_part"}})},
      {"labels", table({{"per_class", 4}, {"validation", 20}})},
      {"baseline", method},
      {"evaluate", table({{"every", 1}, {"embed_at", Value::Array{}}, {"batch", 64}, {"metrics", metrics({"error", "validation_error", "acc"})}})},
  });
}

Value swwae() { return table({{"use", "swwae"}, {"epochs", 2}, {"batch", 32}, {"labeled_batch", 16}, {"channels", Value::Array{2, 3}}}); }

/// The same with images, for networks that look at nothing else.
Value on_images(const Value& method) {
  Value spec = semi_supervised(method);
  spec["dataset"] = table(
      {{"use", "glyphs"}, {"count", all_samples}, {"test_count", part_for_tests}, {"size", 8}, {"classes", classes}, {"train_on", "training_part"}});
  return spec;
}

/// The same with the model that assigns classes by the votes of labeled neighbours.
Value neighbours_vote() {
  Value spec = semi_supervised();
  spec["encoder"] = table({{"use", "mlp"}, {"hidden", Value::Array{8}}, {"features", 4}});
  spec["baseline"] = table({{"use", "metric_embedding"}, {"epochs", 2}, {"batch", 32}, {"dim", 3}, {"labeled_per_class", 3}, {"neighbours", 3}});
  return spec;
}

std::vector<std::int64_t> list_of(const Tensor& rows) { return {rows.data_ptr<std::int64_t>(), rows.data_ptr<std::int64_t>() + rows.numel()}; }

/// Contents without samples that matter: labels 0 1 2 3 0 1 …, the last sixty for testing.
DatasetContents contents() {
  DatasetContents made;
  made.x = torch::zeros({all_samples, 1});
  made.labels = torch::arange(all_samples).remainder(classes);
  made.split = torch::arange(all_samples).ge(all_samples - part_for_tests).to(torch::kUInt8);
  return made;
}

LabelChoice choice(std::int64_t per_class, std::int64_t validation = 0, std::uint64_t seed = 1, const DatasetContents& from = contents()) {
  TrialData data;
  data.info.count = all_samples;
  data.info.classes = classes;
  data.labels = assay::LabelOptions{per_class, validation};
  return choose_labels(data, from, seed);
}

bool contains(const Tensor& larger, const Tensor& smaller) {
  const auto all = list_of(larger);
  const auto some = list_of(smaller);
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

/// Classes at random for all samples but the labeled ones.
void scramble_hidden(DatasetContents& contents, const LabelChoice& kept) {
  assay::Stream random(99, c10::Device(c10::DeviceType::CPU));
  const Tensor told = contents.labels.index_select(0, kept.labeled);
  contents.labels = random.uniform({contents.labels.size(0)}, 0.0, static_cast<double>(classes)).to(torch::kInt64);
  contents.labels.index_copy_(0, kept.labeled, told);
}

LabelChoice choice_of(const Value& spec) {
  const auto data = assay::train::open_data(spec, train_test::registry(), {});
  return choose_labels(data, assay::train::load_data(data), 7);
}

}  // namespace

TEST_CASE("equally many samples of each class are chosen, of the training part alone") {
  const LabelChoice made = choice(5, 30);
  const Tensor counts = torch::bincount(contents().labels.index_select(0, made.labeled));
  CHECK(torch::equal(counts, torch::full({classes}, 5)));
  CHECK(made.validation.numel() == 30);
  CHECK(std::max(made.labeled.max().item<std::int64_t>(), made.validation.max().item<std::int64_t>()) < all_samples - part_for_tests);
  std::set<std::int64_t> all;
  for (const auto& rows : {list_of(made.labeled), list_of(made.validation)}) {
    CHECK(std::is_sorted(rows.begin(), rows.end()));
    all.insert(rows.begin(), rows.end());
  }
  CHECK(all.size() == 50);
}

TEST_CASE("a seed chooses the same samples again, another seed others, and more contain fewer") {
  CHECK(torch::equal(choice(5).labeled, choice(5).labeled));
  CHECK_FALSE(torch::equal(choice(5).labeled, choice(5, 0, 2).labeled));
  CHECK(contains(choice(8).labeled, choice(5).labeled));
  CHECK(torch::equal(choice(5, 40).labeled, choice(5).labeled));
  CHECK(contains(choice(5, 40).validation, choice(5, 10).validation));
}

TEST_CASE("labels of the test part have no part in the choice") {
  DatasetContents permuted = contents();
  permuted.labels.narrow(0, all_samples - part_for_tests, part_for_tests).fill_(2);
  CHECK(torch::equal(choice(5, 10, 1, permuted).labeled, choice(5, 10).labeled));
}

TEST_CASE("a class with too few samples is an error that names it") {
  DatasetContents scarce = contents();
  scarce.labels.masked_fill_(scarce.labels.eq(3), 1);
  scarce.labels[7] = 3;
  const auto error = error_of([&] { choice(2, 0, 1, scarce); });
  CHECK(error.code() == "labels.too-few-of-class");
  CHECK(std::string(error.what()).find("class 3 has 1 in the training part") != std::string::npos);
}

TEST_CASE("a spec that asks for more labels than there are is refused before any sample is read") {
  const auto code_with = [](const std::function<void(Value&)>& change) {
    Value spec = semi_supervised();
    change(spec);
    return error_of([&] { assay::train::check_trial(spec, train_test::registry(), {}, "cpu"); }).code();
  };
  CHECK(code_with([](Value& spec) { member(member(spec, "labels"), "per_class") = Value(36); }) == "labels.too-many");
  CHECK(code_with([](Value& spec) { member(member(spec, "labels"), "per_class") = Value(std::int64_t{1000000000}); }) == "labels.too-many");
  CHECK(code_with([](Value& spec) { member(member(spec, "labels"), "validation") = Value(124); }) == "labels.too-many");
  CHECK(code_with([](Value& spec) { member(member(spec, "baseline"), "clusters") = Value(5); }) == "m2.classes");
}

TEST_CASE("labels that a method is not told cannot influence its training: random ones leave the same bits") {
  for (const Value& spec : {semi_supervised(), semi_supervised(improved_gan()), on_images(swwae()), neighbours_vote()}) {
    CAPTURE(spec.find_path("baseline.use")->string());
    const LabelChoice made = choice_of(spec);
    const auto untouched = train_test::results_after(spec, [](DatasetContents& /*contents*/) {});
    const auto scrambled = train_test::results_after(spec, [&](DatasetContents& contents) { scramble_hidden(contents, made); });
    CHECK(train_test::bytes_of(untouched.weights) == train_test::bytes_of(scrambled.weights));
    const auto told_wrongly =
        train_test::results_after(spec, [&](DatasetContents& contents) { contents.labels = torch::remainder(contents.labels + 1, classes); });
    CHECK(train_test::bytes_of(untouched.weights) != train_test::bytes_of(told_wrongly.weights));
  }
}

TEST_CASE("permuted test labels change what is measured and nothing else") {
  const Value spec = semi_supervised();
  const auto untouched = train_test::results_after(spec, [](DatasetContents& /*contents*/) {});
  const auto permuted = train_test::results_after(spec, [](DatasetContents& contents) {
    Tensor test = contents.labels.narrow(0, all_samples - part_for_tests, part_for_tests);
    test.copy_(test.roll(1));
  });
  CHECK(train_test::bytes_of(untouched.weights) == train_test::bytes_of(permuted.weights));
  CHECK(train_test::bytes_of(untouched.artifacts) != train_test::bytes_of(permuted.artifacts));
}

TEST_CASE("samples for validation cannot influence training") {
  for (const Value& spec : {semi_supervised(), neighbours_vote()}) {
    const LabelChoice made = choice_of(spec);
    const auto weights = [&](const std::function<void(DatasetContents&)>& change) {
      return train_test::bytes_of(train_test::results_after(spec, change).weights);
    };
    const std::string untouched = weights([](DatasetContents& /*contents*/) {});
    CHECK(untouched == weights([&](DatasetContents& contents) { contents.x.index_fill_(0, made.validation, 0.25); }));
    CHECK(untouched != weights([&](DatasetContents& contents) { contents.x.index_fill_(0, made.labeled, 0.25); }));
  }
}

TEST_CASE("the result tells which labels were used, what was predicted, and how well") {
  Trial trial(semi_supervised());
  REQUIRE(trial.run() == Outcome::done);
  const auto record = trial.record();
  CHECK(record.samples_labeled == 16);
  CHECK(record.samples_trained == all_samples - part_for_tests - 20);
  const LabelChoice made = choice_of(semi_supervised());
  const auto stored = trial.array("artifacts/labeled");
  const auto* rows = static_cast<const std::int64_t*>(stored.data);
  CHECK(std::vector<std::int64_t>(rows, rows + stored.elements()) == list_of(made.labeled));
  CHECK(trial.array("artifacts/validation").shape == std::vector<std::int64_t>{20});
  CHECK(trial.array("artifacts/prediction").shape == std::vector<std::int64_t>{all_samples});
  const auto confusion = trial.array("artifacts/test_confusion");
  const auto* counts = static_cast<const std::int64_t*>(confusion.data);
  std::int64_t right = 0;
  std::int64_t all = 0;
  for (std::int64_t i = 0; i < classes * classes; ++i) {
    all += counts[i];
    if (i % (classes + 1) == 0) right += counts[i];
  }
  CHECK(all == part_for_tests);
  CHECK(record.final_metrics.at("error") == doctest::Approx(1.0 - static_cast<double>(right) / part_for_tests));
  CHECK(std::isfinite(record.final_metrics.at("validation_error")));
  CHECK(assay::record::contradiction_of_labels(record, trial.file()).empty());
}

TEST_CASE("a method without labels is told none, and does not classify") {
  Value spec = semi_supervised();
  spec.table().erase("labels");
  Trial trial(spec);
  REQUIRE(trial.run() == Outcome::done);
  CHECK(trial.record().samples_labeled == 0);
  CHECK(std::isnan(trial.record().final_metrics.at("error")));
  const auto names = trial.arrays("artifacts");
  CHECK(std::find(names.begin(), names.end(), "prediction") == names.end());
  CHECK(std::find(names.begin(), names.end(), "labeled") == names.end());
}

TEST_CASE("a trial with labels that was stopped goes on to the same bits") {
  for (const Value& spec : {semi_supervised(), neighbours_vote()}) {
    Trial whole(spec);
    REQUIRE(whole.run() == Outcome::done);
    Trial trial(spec);
    REQUIRE(trial.run([polls = 0]() mutable { return ++polls == 1; }) == Outcome::interrupted);
    REQUIRE(trial.run() == Outcome::done);
    CHECK(train_test::fingerprint(trial) == train_test::fingerprint(whole));
  }
}

TEST_CASE("on the features of a variational autoencoder M2 draws them anew in every step, and the autoencoder stays as it is") {
  Value stage_spec = semi_supervised();
  stage_spec.table().erase("labels");
  stage_spec["baseline"] = table({{"use", "vae"}, {"hidden", Value::Array{8}}, {"dim", 3}, {"epochs", 2}, {"batch", 32}});
  member(member(stage_spec, "evaluate"), "metrics") = Value::Array{};
  Trial stage(stage_spec);
  REQUIRE(stage.run() == Outcome::done);
  const auto weights = [&](bool resample) {
    Value spec = semi_supervised();
    Value& baseline = member(spec, "baseline");
    baseline["on"] = Value("m1");
    baseline["likelihood"] = Value("gaussian");
    baseline["learned_variance"] = Value(true);
    baseline["resample"] = Value(resample);
    spec["stage"] = table({{"m1", stage.job().provenance.resolved.at("baseline")}});
    const auto results = train_test::results_after(spec, [](DatasetContents& /*contents*/) {}, {{"m1", stage.file()}});
    for (const auto& array : results.weights) CHECK(array.name.find("m1") == std::string::npos);
    return train_test::bytes_of(results.weights);
  };
  CHECK(weights(true) == weights(true));
  CHECK(weights(true) != weights(false));
}
